<?php
/**
 * What a code means, and what to do about it.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * The library explains its codes to whoever programs with it. Whoever runs a site has other means: a few codes have words of their own here.
 */
final class Cure {

	/**
	 * Codes of a visitor who was held up as he should be: too soon, or the picture is not solved.
	 */
	const NORMAL = array( -401, -404, -405 );

	/**
	 * Whether nothing is wrong.
	 *
	 * @param int $code Of a row.
	 * @return bool
	 */
	public static function is_normal( $code ) {
		return in_array( (int) $code, self::NORMAL, true );
	}

	/**
	 * What a code means and what to do about it, in the site's language.
	 *
	 * @param int    $code    The gateway's or the library's.
	 * @param string $service The service that said it.
	 * @return array{text: string, meaning: string, cause: string, advice: string}|null Null: nothing is known. Text: in place of the
	 *                                                                                  words that came with the code; empty: those are good.
	 */
	public static function of( $code, $service = 'sms' ) {
		$own = self::own( (int) $code );
		if ( $own ) {
			return array_combine( array( 'text', 'meaning', 'cause', 'advice' ), $own );
		}
		$explained = Gateway::explain( $code, $service );
		// Its text is the same as the words that came with the code, or more general.
		return $explained ? array( 'text' => '' ) + $explained : null;
	}

	/**
	 * The plugin's own words.
	 *
	 * @param int $code A code.
	 * @return string[]|null Text, meaning, cause, advice.
	 */
	private static function own( $code ) {
		switch ( $code ) {
			case -401:
				return array(
					'',
					__( 'Normal: a visitor pressed too soon, or one number had many messages, and the limits held. Nothing was sent and nothing is billed.', 'ihuyi-sms' ),
					__( 'The words say which limit it was. The visitor\'s page has told him how long to wait.', 'ihuyi-sms' ),
					/* translators: %s: a command */
					sprintf( __( 'Nothing needs to be done. To let a number have a code at once: %s. If there are very many of these, a program is at work: have the picture shown before every code (tab "Forms").', 'ihuyi-sms' ), self::unlock( 'mobile 13800000000' ) ),
				);
			case -402:
				return array(
					__( 'Sending is paused: far more codes were sent than entered.', 'ihuyi-sms' ),
					__( 'Many codes went out lately and few were entered. To save your money nothing is sent for some minutes.', 'ihuyi-sms' ),
					__( 'A program abuses the form, or the messages do not arrive.', 'ihuyi-sms' ),
					/* translators: %s: a command */
					sprintf( __( 'Look in this log at numbers, times and deliveries. Against programs have the picture shown before every code (tab "Forms"). To send again at once: %s', 'ihuyi-sms' ), self::unlock( 'breaker' ) ),
				);
			case -403:
				return array(
					__( 'This number or address is on the deny list, so nothing was sent.', 'ihuyi-sms' ),
					__( 'You or a colleague put it there. Nothing was sent and nothing is billed.', 'ihuyi-sms' ),
					__( 'The list is the setting deny in ihuyi.ini, or the environment variable IHUYI_DENY.', 'ihuyi-sms' ),
					__( 'If it should not be there, remove it from that list.', 'ihuyi-sms' ),
				);
			case -404:
				return array(
					__( 'The visitor has to solve the picture first, so nothing was sent.', 'ihuyi-sms' ),
					__( 'Normal: a visitor asked for a code once more, and was shown the picture with characters. Nothing is billed.', 'ihuyi-sms' ),
					__( 'The tab "Forms" says from which code on the picture is shown.', 'ihuyi-sms' ),
					__( 'Nothing needs to be done: his page shows the picture, and with its characters he gets his code.', 'ihuyi-sms' ),
				);
			case -405:
				return array(
					__( 'The characters of the picture were wrong or too late, so nothing was sent.', 'ihuyi-sms' ),
					__( 'Normal: a visitor misread the picture, or took longer than five minutes. Nothing is billed.', 'ihuyi-sms' ),
					__( 'Each picture can be answered once. Programs guess, and fail here.', 'ihuyi-sms' ),
					__( 'Nothing needs to be done: his page shows a new picture.', 'ihuyi-sms' ),
				);
			case -441:
				return array(
					'',
					__( 'The file in which codes and counts are kept cannot be used. Without it nothing is sent.', 'ihuyi-sms' ),
					__( 'Usually the file or its folder belongs to another account of the server, or the disk is full.', 'ihuyi-sms' ),
					__( 'Let the account that PHP runs as write there, or set another place by IHUYI_SMS_STORE in wp-config.php, outside the web root.', 'ihuyi-sms' ),
				);
			case -501:
				return self::unreached();
			case 40502:
				return array(
					'',
					__( 'The gateway does not accept this APIID and APIKEY.', 'ihuyi-sms' ),
					__( 'Usually the APIKEY was copied wrongly, or is that of another product: messages and calls have an APIID and an APIKEY each.', 'ihuyi-sms' ),
					__( 'Check APIID and APIKEY in the tab "Account": copy both again from the console of 互亿无线, then test the connection.', 'ihuyi-sms' ),
				);
		}
		return null;
	}

	/**
	 * That the library was not reached. Where the way is the helper its own explanation fits.
	 *
	 * @return string[]|null
	 */
	private static function unreached() {
		$trouble = Way::trouble();
		if ( null === $trouble && 'helper' === Gateway::way() ) {
			return null;
		}
		return array(
			'',
			__( 'The library that sends could not be used, so nothing left this site and nothing is billed.', 'ihuyi-sms' ),
			__( 'The installation on the server is at fault, and not the number or the account.', 'ihuyi-sms' ),
			null === $trouble ? __( 'The library works again now: send it again.', 'ihuyi-sms' ) : Way::sentence( $trouble ),
		);
	}

	/**
	 * The command that lifts a limit.
	 *
	 * @param string $what Its arguments.
	 * @return string
	 */
	private static function unlock( $what ) {
		// The helper lets only its own user do that.
		return ( 'helper' === Gateway::way() ? 'sudo -u ihuyi ihuyi guard unlock ' : 'wp ihuyi unlock ' ) . $what;
	}
}
