<?php
/**
 * What a send came to.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * The answer of Gateway::submit() and Gateway::balance().
 */
final class SendAnswer {

	/**
	 * What it came to: accepted, refused, not_sent or unknown. Unknown may have arrived: never send it again by yourself.
	 *
	 * @var string
	 */
	public $outcome = 'not_sent';

	/**
	 * The gateway's code, or below 0 the library's.
	 *
	 * @var int
	 */
	public $code = 0;

	/**
	 * The gateway's or the library's words, for the site's owner.
	 *
	 * @var string
	 */
	public $words = '';

	/**
	 * The gateway's id.
	 *
	 * @var string
	 */
	public $message_id = '';

	/**
	 * Billed messages.
	 *
	 * @var int
	 */
	public $segments = 0;

	/**
	 * Messages left, after Gateway::balance().
	 *
	 * @var int|null
	 */
	public $balance = null;

	/**
	 * The row of the log.
	 *
	 * @var int
	 */
	public $log_id = 0;

	/**
	 * An earlier send with this reference came to this; nothing was sent now.
	 *
	 * @var bool
	 */
	public $repeated = false;
}
