<?php
/**
 * Rows of a settings form.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * Prints rows of WordPress's form-table for the plugin's settings. What a constant or the environment says is shown, says so, and cannot
 * be changed here.
 */
final class Fields {

	/**
	 * A line of text.
	 *
	 * @param string $name  Of the setting.
	 * @param string $label What it is.
	 * @param string $about More about it.
	 */
	public static function text( $name, $label, $about = '' ) {
		self::row(
			$name,
			$label,
			$about,
			static function ( $attributes ) use ( $name ) {
				// phpcs:ignore WordPress.Security.EscapeOutput -- attributes() has escaped them.
				echo '<input type="text" class="regular-text" value="' . esc_attr( Settings::get( $name ) ) . '" autocomplete="off" spellcheck="false"' . $attributes . '>';
			}
		);
	}

	/**
	 * Several lines.
	 *
	 * @param string $name  Of the setting.
	 * @param string $label What it is.
	 * @param string $about More about it.
	 */
	public static function lines( $name, $label, $about = '' ) {
		self::row(
			$name,
			$label,
			$about,
			static function ( $attributes ) use ( $name ) {
				// phpcs:ignore WordPress.Security.EscapeOutput -- attributes() has escaped them.
				echo '<textarea class="regular-text code" rows="4" spellcheck="false"' . $attributes . '>' . esc_textarea( Settings::get( $name ) ) . '</textarea>';
			}
		);
	}

	/**
	 * A whole number.
	 *
	 * @param string $name  Of the setting.
	 * @param string $label What it is.
	 * @param string $about More about it.
	 */
	public static function number( $name, $label, $about = '' ) {
		self::row(
			$name,
			$label,
			$about,
			static function ( $attributes ) use ( $name ) {
				// phpcs:ignore WordPress.Security.EscapeOutput -- attributes() has escaped them.
				echo '<input type="number" class="small-text" min="1" max="3650" step="1" value="' . esc_attr( Settings::get( $name ) ) . '"' . $attributes . '>';
			}
		);
	}

	/**
	 * A key: it can be written and not be read.
	 *
	 * @param string $name  Of the setting.
	 * @param string $label What it is.
	 * @param string $about More about it.
	 */
	public static function secret( $name, $label, $about = '' ) {
		$key = Settings::get( $name );
		if ( '' !== $key && null === Settings::fixed( $name ) ) {
			/* translators: %s: the last characters of a key, as ****cdef */
			$about = sprintf( __( 'Saved: %s. Leave this empty to keep it, or write a new one.', 'ihuyi-sms' ), self::tail( $key ) ) . ' ' . $about;
		}
		self::row(
			$name,
			$label,
			$about,
			static function ( $attributes ) use ( $name, $key ) {
				// phpcs:ignore WordPress.Security.EscapeOutput -- attributes() has escaped them.
				echo '<input type="password" class="regular-text" value="" placeholder="' . esc_attr( self::tail( $key ) ) . '" autocomplete="new-password" spellcheck="false"' . $attributes . '>';
				if ( '' !== $key && null === Settings::fixed( $name ) ) {
					printf(
						' <label class="ihuyi-sms-remove"><input type="checkbox" name="ihuyi_sms[%1$s_remove]" value="1"> %2$s</label>',
						esc_attr( $name ),
						esc_html__( 'Remove it', 'ihuyi-sms' )
					);
				}
			}
		);
	}

	/**
	 * One of several.
	 *
	 * @param string                $name    Of the setting.
	 * @param string                $label   What it is.
	 * @param array<string, string> $choices Values and what they mean.
	 * @param string                $about   More about it.
	 */
	public static function choice( $name, $label, array $choices, $about = '' ) {
		$now = Settings::get( $name );
		if ( ! isset( $choices[ $now ] ) ) {
			$choices[ $now ] = $now;
		}
		self::row(
			$name,
			$label,
			$about,
			static function ( $attributes ) use ( $choices, $now ) {
				// phpcs:ignore WordPress.Security.EscapeOutput -- attributes() has escaped them.
				echo '<select' . $attributes . '>';
				foreach ( $choices as $value => $words ) {
					echo '<option value="' . esc_attr( $value ) . '"' . selected( $now, $value, false ) . '>' . esc_html( $words ) . '</option>';
				}
				echo '</select>';
			}
		);
	}

	/**
	 * Yes or no.
	 *
	 * @param string $name  Of the setting.
	 * @param string $label What it is about.
	 * @param string $words What a tick means.
	 * @param string $about More about it.
	 */
	public static function tick( $name, $label, $words, $about = '' ) {
		$fixed = self::fixed( $name );
		echo '<tr><th scope="row">' . esc_html( $label ) . '</th><td>';
		if ( '' === $fixed ) {
			// A box that is not ticked sends nothing by itself.
			echo '<input type="hidden" name="ihuyi_sms[' . esc_attr( $name ) . ']" value="0">';
		}
		printf(
			'<label for="ihuyi-sms-%1$s"><input type="checkbox" id="ihuyi-sms-%1$s" name="ihuyi_sms[%2$s]" value="1"%3$s%4$s%5$s> %6$s</label>',
			esc_attr( str_replace( '_', '-', $name ) ),
			esc_attr( $name ),
			checked( Settings::get( $name ), true, false ),
			disabled( '' !== $fixed, true, false ),
			'' === $about . $fixed ? '' : ' aria-describedby="ihuyi-sms-' . esc_attr( str_replace( '_', '-', $name ) ) . '-about"',
			esc_html( $words )
		);
		self::about( $name, $about, $fixed );
		echo '</td></tr>';
	}

	/**
	 * What can be set outside only, for reading.
	 *
	 * @param string $name  Of the setting.
	 * @param string $label What it is.
	 * @param string $about More about it.
	 */
	public static function outside( $name, $label, $about = '' ) {
		$value = Settings::get( $name );
		$fixed = self::fixed( $name );
		if ( '' === $fixed ) {
			/* translators: %s: the name of a constant */
			$fixed = sprintf( __( 'It can be set by the constant %s in wp-config.php only.', 'ihuyi-sms' ), 'IHUYI_SMS_' . strtoupper( $name ) );
		}
		echo '<tr><th scope="row">' . esc_html( $label ) . '</th><td>';
		echo '' === $value ? esc_html__( 'Default', 'ihuyi-sms' ) : '<code>' . esc_html( $value ) . '</code>';
		self::about( $name, $about, $fixed );
		echo '</td></tr>';
	}

	/**
	 * The values of a form for these settings. A key that was left empty stays; one that is to be removed is.
	 *
	 * @param string[]             $names Of settings.
	 * @param array<string, mixed> $post  The form, without slashes.
	 * @return array<string, string>
	 */
	public static function values( array $names, array $post ) {
		$values = array();
		foreach ( $names as $name ) {
			if ( ! isset( $post[ $name ] ) || ! is_scalar( $post[ $name ] ) ) {
				continue;
			}
			$value = (string) $post[ $name ];
			if ( in_array( $name, array( 'apikey', 'voice_apikey' ), true ) && '' === trim( $value ) ) {
				if ( empty( $post[ $name . '_remove' ] ) ) {
					continue;
				}
				$value = '';
			}
			$values[ $name ] = $value;
		}
		return $values;
	}

	/**
	 * A key's last four characters; of a short one nothing.
	 *
	 * @param string $key A key.
	 * @return string
	 */
	public static function tail( $key ) {
		if ( '' === $key ) {
			return '';
		}
		return strlen( $key ) < 16 ? '****' : '****' . substr( $key, -4 );
	}

	/**
	 * A row with a label and a control.
	 *
	 * @param string   $name    Of the setting.
	 * @param string   $label   What it is.
	 * @param string   $about   More about it.
	 * @param callable $control Prints it, and gets its attributes.
	 */
	private static function row( $name, $label, $about, callable $control ) {
		$fixed = self::fixed( $name );
		$id    = 'ihuyi-sms-' . str_replace( '_', '-', $name );
		echo '<tr><th scope="row"><label for="' . esc_attr( $id ) . '">' . esc_html( $label ) . '</label></th><td>';
		$attributes = ' id="' . esc_attr( $id ) . '" name="ihuyi_sms[' . esc_attr( $name ) . ']"' . disabled( '' !== $fixed, true, false );
		if ( '' !== $about . $fixed ) {
			$attributes .= ' aria-describedby="' . esc_attr( $id ) . '-about"';
		}
		$control( $attributes );
		self::about( $name, $about, $fixed );
		echo '</td></tr>';
	}

	/**
	 * What stands below a control.
	 *
	 * @param string $name  Of the setting.
	 * @param string $about More about it.
	 * @param string $fixed Who sets it, or empty.
	 */
	private static function about( $name, $about, $fixed ) {
		if ( '' === $about . $fixed ) {
			return;
		}
		echo '<p class="description" id="ihuyi-sms-' . esc_attr( str_replace( '_', '-', $name ) ) . '-about">';
		echo esc_html( trim( $fixed . ' ' . $about ) ) . '</p>';
	}

	/**
	 * Who sets it, when it is not this page.
	 *
	 * @param string $name Of the setting.
	 * @return string
	 */
	private static function fixed( $name ) {
		switch ( Settings::fixed( $name ) ) {
			case 'constant':
				/* translators: %s: the name of a constant */
				return sprintf( __( 'Set by the constant %s in wp-config.php.', 'ihuyi-sms' ), 'IHUYI_SMS_' . strtoupper( $name ) );
			case 'environment':
				/* translators: %s: the name of an environment variable */
				return sprintf( __( 'Set by the environment variable %s.', 'ihuyi-sms' ), 'IHUYI_' . strtoupper( $name ) );
		}
		return '';
	}
}
