<?php
/**
 * What a form and its script are told.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

/**
 * The answer to a request for a code, and to a code that was entered.
 */
final class Reply {

	/**
	 * As CodeAnswer::$status; besides empty (nothing was asked), token, changed, missing, taken.
	 *
	 * @var string
	 */
	public $status = '';

	/**
	 * What the visitor is told; escaped where it is shown.
	 *
	 * @var string
	 */
	public $sentence = '';

	/**
	 * Seconds until a code can be asked for again.
	 *
	 * @var int
	 */
	public $wait = 0;

	/**
	 * The paper that the form carries until the code is entered.
	 *
	 * @var string
	 */
	public $challenge = '';

	/**
	 * A picture to be read: id and data_uri.
	 *
	 * @var array<string, string>|null
	 */
	public $picture = null;

	/**
	 * After a right code: the number it went to.
	 *
	 * @var string
	 */
	public $mobile = '';

	/**
	 * One.
	 *
	 * @param string $status   As above.
	 * @param string $sentence As above.
	 * @param int    $wait     As above.
	 */
	public function __construct( $status = '', $sentence = '', $wait = 0 ) {
		$this->status   = $status;
		$this->sentence = $sentence;
		$this->wait     = (int) $wait;
	}

	/**
	 * Whether a code is (or may be) on its way.
	 *
	 * @return bool
	 */
	public function sent() {
		return 'sent' === $this->status || 'unknown' === $this->status;
	}

	/**
	 * Whether it is good news, and no error.
	 *
	 * @return bool
	 */
	public function fine() {
		return $this->sent() || 'ok' === $this->status;
	}

	/**
	 * The sentence for a list of errors. The script knows it again and takes it away when it is no longer true.
	 *
	 * @return string HTML.
	 */
	public function notice() {
		return '<span class="ihuyi-sms-notice">' . esc_html( $this->sentence ) . '</span>';
	}

	/**
	 * For the script.
	 *
	 * @return array<string, mixed>
	 */
	public function to_array() {
		return array(
			'status'    => $this->status,
			'sentence'  => $this->sentence,
			'wait'      => $this->wait,
			'challenge' => $this->challenge,
			'picture'   => $this->picture,
		);
	}
}
