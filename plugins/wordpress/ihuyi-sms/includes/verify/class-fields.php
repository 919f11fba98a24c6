<?php
/**
 * The fields as HTML.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Mobile;
use IhuyiSms\Plugin;
use IhuyiSms\Settings;

/**
 * Prints number, picture, code and buttons into a form that is there already. Everything works without a script; with one the
 * button counts down and the page stays.
 */
final class Fields {

	/**
	 * Prints.
	 *
	 * @param Form  $form What was typed, and what the visitor is told.
	 * @param array $how  number (false: there is a known one), hint (a sentence below the number), tell (whether the reply is printed
	 *                    here and not above the form), action (where the sending buttons go), nonce (for scripts of whoever is logged
	 *                    in), submit (whether Enter shall press the form's own button), mark (whether the form marks what it requires).
	 */
	public static function show( Form $form, array $how = array() ) {
		$how += array(
			'number' => true,
			'hint'   => '',
			'tell'   => false,
			'action' => '',
			'nonce'  => '',
			'submit' => true,
			'valid'  => true,
			'mark'   => false,
		);
		$form->resume();
		if ( $form->reply->wait <= 0 ) {
			// A page that was sent for another reason forgets nothing either.
			$form->reply->wait = Codes::pause( $form->purpose, $form->reply->challenge );
		}
		self::assets();
		$how['proved'] = '' !== $form->sent['proof'] && '' !== $form->mobile;
		echo '<fieldset class="ihuyi-sms"';
		foreach ( self::data( $form, $how ) as $name => $value ) {
			printf( ' data-%s="%s"', esc_attr( $name ), esc_attr( $value ) );
		}
		echo '><legend class="ihuyi-sms-unseen">' . esc_html__( 'Mobile number and code', 'ihuyi-sms' ) . '</legend>';
		if ( $how['number'] ) {
			self::number( $form, $how );
		}
		if ( ! $how['proved'] ) {
			self::picture( $form );
			self::code( $form, $how );
		}
		self::status( $form, $how );
		self::hidden( $form );
		echo '</fieldset>';
	}

	/**
	 * Styles and the script.
	 */
	public static function assets() {
		wp_enqueue_style( 'ihuyi-sms-verify', Plugin::url( 'assets/verify.css' ), array(), Plugin::VERSION );
		wp_enqueue_script( 'ihuyi-sms-verify', Plugin::url( 'assets/verify.js' ), array(), Plugin::VERSION, true );
	}

	/**
	 * The hidden fields alone: for a further step that asks nothing.
	 *
	 * @param Form $form What was typed.
	 */
	public static function hidden( Form $form ) {
		$values = array(
			'purpose'   => $form->purpose,
			'token'     => Token::make( $form->purpose ),
			'challenge' => $form->reply->challenge,
			'proof'     => $form->sent['proof'],
		);
		foreach ( $values as $name => $value ) {
			printf( '<input type="hidden" name="ihuyi_sms_%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
	}

	/**
	 * What the script needs to know.
	 *
	 * @param Form  $form The form.
	 * @param array $how  As for show().
	 * @return array<string, string>
	 */
	private static function data( Form $form, array $how ) {
		return array(
			'purpose'  => $form->purpose,
			'tokens'   => rest_url( Rest::SPACE . '/token' ),
			'codes'    => rest_url( Rest::SPACE . '/code' ),
			'pictures' => rest_url( Rest::SPACE . '/picture' ),
			'nonce'    => $how['nonce'],
			'wait'     => (string) ( $form->reply->wait > 0 && $form->reply->wait <= 600 ? $form->reply->wait : 0 ),
			'voice'    => Settings::get( 'voice' ) ? '1' : '',
			'status'   => $form->reply->status,
			'send'     => __( 'Send code', 'ihuyi-sms' ),
			'again'    => __( 'Send again', 'ihuyi-sms' ),
			/* translators: %s: a number of seconds, on a button that counts down */
			'count'    => __( 'Again in %s s', 'ihuyi-sms' ),
			/* translators: %s: a number of seconds, on a button that counts down; nothing was sent yet */
			'retry'    => __( 'Try again in %s s', 'ihuyi-sms' ),
			'soon'     => __( 'A code was asked for a moment ago. The button says when you can ask again.', 'ihuyi-sms' ),
			'other'    => __( 'Another picture', 'ihuyi-sms' ),
			'busy'     => __( 'Sending…', 'ihuyi-sms' ),
			'failed'   => __( 'The site did not answer. Please check your connection and ask again.', 'ihuyi-sms' ),
		);
	}

	/**
	 * The number.
	 *
	 * @param Form  $form The form.
	 * @param array $how  As for show().
	 */
	private static function number( Form $form, array $how ) {
		$id = 'ihuyi-sms-mobile-' . $form->purpose;
		echo '<p class="ihuyi-sms-number"><label for="' . esc_attr( $id ) . '">' . esc_html__( 'Mobile number', 'ihuyi-sms' ) . wp_kses_post( self::mark( $how ) ) . '</label> ';
		printf(
			'<input type="tel" name="ihuyi_sms_mobile" id="%1$s" class="input regular-text" value="%2$s" size="20" maxlength="40" autocomplete="tel"'
				. ' inputmode="tel" aria-describedby="%3$s"%4$s%5$s></p>',
			esc_attr( $id ),
			esc_attr( $form->sent['mobile'] ),
			esc_attr( self::described( $form, $how ) ),
			$how['proved'] ? ' readonly' : '',
			$how['mark'] ? ' aria-required="true"' : ''
		);
		if ( '' !== $how['hint'] ) {
			echo '<p class="ihuyi-sms-hint description" id="ihuyi-sms-hint-' . esc_attr( $form->purpose ) . '">' . esc_html( $how['hint'] ) . '</p>';
		}
	}

	/**
	 * The picture, hidden until one is due.
	 *
	 * @param Form $form The form.
	 */
	private static function picture( Form $form ) {
		$id      = 'ihuyi-sms-picture-' . $form->purpose;
		$picture = $form->reply->picture;
		echo '<p class="ihuyi-sms-picture"' . ( null === $picture ? ' hidden' : '' ) . '><label for="' . esc_attr( $id ) . '">' . esc_html__( 'Characters in the picture', 'ihuyi-sms' ) . '</label> ';
		if ( null === $picture ) {
			echo '<img alt="' . esc_attr__( 'A picture with a few characters', 'ihuyi-sms' ) . '" hidden>';
		} else {
			// The only scheme that it can have; esc_url() knows no data:.
			$uri = 0 === strpos( $picture['data_uri'], 'data:image/png;base64,' ) ? $picture['data_uri'] : '';
			echo '<img src="' . esc_attr( $uri ) . '" alt="' . esc_attr__( 'A picture with a few characters', 'ihuyi-sms' ) . '">';
		}
		printf(
			'<input type="text" name="ihuyi_sms_picture" id="%1$s" class="input" value="" size="8" maxlength="12" autocomplete="off" autocapitalize="none" spellcheck="false">'
				. '<input type="hidden" name="ihuyi_sms_picture_id" value="%2$s"></p>',
			esc_attr( $id ),
			esc_attr( null === $picture ? '' : $picture['id'] )
		);
	}

	/**
	 * The code and the buttons that send it.
	 *
	 * @param Form  $form The form.
	 * @param array $how  As for show().
	 */
	private static function code( Form $form, array $how ) {
		$id     = 'ihuyi-sms-code-' . $form->purpose;
		$action = '' === $how['action'] ? '' : ' formaction="' . esc_url( $how['action'] ) . '"';
		$button = '<button type="submit" name="ihuyi_sms_send" value="%s" class="%s" formnovalidate' . $action . '>%s</button>';
		if ( $how['submit'] ) {
			// Enter presses the first button of a form. That shall be what the form is for, and not the sending of a code.
			printf( '<input type="submit" class="ihuyi-sms-unseen" value="" tabindex="-1" aria-hidden="true"%s>', $how['valid'] ? '' : ' formnovalidate' );
		}
		echo '<p class="ihuyi-sms-code"><label for="' . esc_attr( $id ) . '">' . esc_html__( 'Code', 'ihuyi-sms' ) . wp_kses_post( self::mark( $how ) ) . '</label> <span class="ihuyi-sms-row">';
		printf(
			'<input type="text" name="ihuyi_sms_code" id="%1$s" class="input" value="%2$s" size="8" maxlength="12" autocomplete="one-time-code"'
				. ' inputmode="numeric" aria-describedby="%3$s"%4$s> ',
			esc_attr( $id ),
			esc_attr( $form->sent['code'] ),
			esc_attr( self::described( $form, $how ) ),
			$how['mark'] ? ' aria-required="true"' : ''
		);
		$word = '' === $form->reply->challenge ? __( 'Send code', 'ihuyi-sms' ) : __( 'Send again', 'ihuyi-sms' );
		printf( $button, 'sms', 'button ihuyi-sms-send', esc_html( $word ) ); // phpcs:ignore WordPress.Security.EscapeOutput -- made of escaped pieces above.
		echo '</span></p>';
		if ( Settings::get( 'voice' ) ) {
			echo '<p class="ihuyi-sms-voice"' . ( '' === $form->reply->challenge ? ' hidden' : '' ) . '>' . esc_html__( 'No message?', 'ihuyi-sms' ) . ' ';
			printf( $button, 'voice', 'button-link ihuyi-sms-call', esc_html__( 'Get the code by a phone call', 'ihuyi-sms' ) ); // phpcs:ignore WordPress.Security.EscapeOutput -- made of escaped pieces above.
			echo '</p>';
		}
	}

	/**
	 * What the visitor is told, and the place where the script says it.
	 *
	 * @param Form  $form The form.
	 * @param array $how  As for show().
	 */
	private static function status( Form $form, array $how ) {
		$reply = $form->reply;
		$text  = $how['tell'] ? $reply->sentence : '';
		$class = 'ihuyi-sms-status' . ( '' === $text || $reply->fine() ? '' : ' ihuyi-sms-bad' );
		if ( $how['proved'] ) {
			/* translators: %s: a phone number with its middle hidden */
			$text  = sprintf( __( 'The number %s is verified. You do not need a new code.', 'ihuyi-sms' ), Mobile::mask( $form->mobile ) );
			$class = 'ihuyi-sms-status';
		}
		echo '<p class="' . esc_attr( $class ) . '" id="ihuyi-sms-status-' . esc_attr( $form->purpose ) . '" role="status" aria-live="polite">' . esc_html( $text ) . '</p>';
		// Whoever is told to wait was told how long.
		if ( ! $how['proved'] && $reply->wait > 0 && $reply->wait <= 600 && '' !== $reply->challenge && ! in_array( $reply->status, array( 'wait', 'trouble' ), true ) ) {
			/* translators: %s: a number of seconds */
			$text = sprintf( _n( 'You can ask for it again in %s second.', 'You can ask for it again in %s seconds.', $reply->wait, 'ihuyi-sms' ), number_format_i18n( $reply->wait ) );
			echo '<p class="ihuyi-sms-later">' . esc_html( $text ) . '</p>';
		}
		if ( $how['proved'] && $how['number'] ) {
			echo '<p><button type="submit" name="ihuyi_sms_send" value="other" class="button-link" formnovalidate>' . esc_html__( 'Use another number', 'ihuyi-sms' ) . '</button></p>';
		}
	}

	/**
	 * Ids of what describes a field.
	 *
	 * @param Form  $form The form.
	 * @param array $how  As for show().
	 * @return string
	 */
	private static function described( Form $form, array $how ) {
		$ids = 'ihuyi-sms-status-' . $form->purpose;
		return '' === $how['hint'] || ! $how['number'] ? $ids : 'ihuyi-sms-hint-' . $form->purpose . ' ' . $ids;
	}

	/**
	 * The sign that a field is required, on forms that have such signs.
	 *
	 * @param array $how As for show().
	 * @return string HTML.
	 */
	private static function mark( array $how ) {
		return $how['mark'] ? ' ' . wp_required_field_indicator() : '';
	}
}
