<?php
/**
 * Pages of ours on wp-login.php.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Visitor;

/**
 * What the second factor and the login without a password share: a page that looks as wp-login.php's own, and the login itself.
 */
final class LoginPage {

	/**
	 * The address of one of the pages. It is wp-login.php itself, wherever that was moved.
	 *
	 * @param string $action The page.
	 * @param array  $more   Of redirect_to, interim-login.
	 * @return string Not escaped.
	 */
	public static function url( $action, array $more = array() ) {
		return add_query_arg( array_map( 'rawurlencode', array( 'action' => $action ) + array_filter( $more, 'strlen' ) ), site_url( 'wp-login.php', 'login' ) );
	}

	/**
	 * Prints a page and ends the request.
	 *
	 * @param string   $title  Its title.
	 * @param Form     $form   The form.
	 * @param array    $how    As for Fields::show(), with number; besides intro, button, remember (whether to ask), action, hidden (fields by name).
	 * @param callable $inside Prints more into the form; or null.
	 */
	public static function show( $title, Form $form, array $how, $inside = null ) {
		$interim                  = self::interim();
		$GLOBALS['interim_login'] = $interim; // phpcs:ignore WordPress.WP.GlobalVariablesOverride -- wp-login.php sets it a moment later, and login_header() reads it.
		$errors                   = new \WP_Error();
		if ( '' !== $form->reply->sentence ) {
			$errors->add( 'ihuyi_sms_' . $form->reply->status, $form->reply->notice(), $form->reply->fine() || 'other' === $form->reply->status ? 'message' : '' );
		}
		Fields::assets();
		login_header( $title, '<p class="message">' . esc_html( $how['intro'] ) . '</p>', $errors );
		echo '<form method="post" class="ihuyi-sms-login" action="' . esc_url( self::url( $how['page'], $interim ? array( 'interim-login' => '1' ) : array() ) ) . '">';
		Fields::show( $form, $how );
		if ( null !== $inside ) {
			call_user_func( $inside );
		}
		if ( ! empty( $how['remember'] ) ) {
			// phpcs:ignore WordPress.Security.NonceVerification -- a box that was ticked is ticked again.
			echo '<p class="forgetmenot"><input name="rememberme" type="checkbox" id="rememberme" value="forever" ' . checked( ! empty( $_POST['rememberme'] ), true, false ) . '> <label for="rememberme">' . esc_html__( 'Remember Me' ) . '</label></p>'; // phpcs:ignore WordPress.WP.I18n.MissingArgDomain -- WordPress's own words.
		}
		foreach ( $how['hidden'] as $name => $value ) {
			echo '<input type="hidden" name="' . esc_attr( $name ) . '" value="' . esc_attr( $value ) . '">';
		}
		echo '<p class="submit"><input type="submit" name="ihuyi_sms_go" class="button button-primary button-large" value="' . esc_attr( $how['button'] ) . '"></p></form>';
		if ( ! $interim ) {
			echo '<p id="nav"><a href="' . esc_url( wp_login_url( isset( $how['hidden']['redirect_to'] ) ? $how['hidden']['redirect_to'] : '' ) ) . '">' . esc_html__( 'Log in with user name and password', 'ihuyi-sms' ) . '</a></p>';
		}
		// The cursor stands where the visitor goes on.
		$code = '' === $form->sent['proof'] && ( ! $how['number'] || '' !== $form->reply->challenge );
		login_footer( 'ihuyi-sms-' . ( $code ? 'code-' : 'mobile-' ) . $form->purpose );
		exit;
	}

	/**
	 * Logs a user in, as wp-login.php does it, and ends the request.
	 *
	 * @param \WP_User $user      The user.
	 * @param bool     $remember  Whether for two weeks.
	 * @param string   $requested Where the visitor was going.
	 */
	public static function enter( \WP_User $user, $remember, $requested ) {
		Visitor::renew();
		wp_set_auth_cookie( $user->ID, $remember );
		wp_set_current_user( $user->ID );
		do_action( 'wp_login', $user->user_login, $user ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WordPress's own hook, by which other plugins count logins.
		if ( self::interim() ) {
			self::done();
		}
		$requested = wp_validate_redirect( $requested, '' );
		$target    = apply_filters( 'login_redirect', '' === $requested ? admin_url() : $requested, $requested, $user ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WordPress's own hook.
		if ( '' === (string) $target || admin_url() === $target || 'wp-admin/' === $target ) {
			if ( is_multisite() && ! get_active_blog_for_user( $user->ID ) && ! is_super_admin( $user->ID ) ) {
				$target = user_admin_url();
			} elseif ( is_multisite() && ! $user->has_cap( 'read' ) ) {
				$target = get_dashboard_url( $user->ID );
			} elseif ( ! $user->has_cap( 'edit_posts' ) ) {
				$target = $user->has_cap( 'read' ) ? admin_url( 'profile.php' ) : home_url();
			}
		}
		wp_safe_redirect( $target );
		exit;
	}

	/**
	 * Where the visitor was going, held to this site.
	 *
	 * @return string Empty: nowhere.
	 */
	public static function requested() {
		foreach ( array( 'redirect_to', 'redirect' ) as $name ) {
			// phpcs:ignore WordPress.Security -- an address that is checked right here.
			$url = isset( $_REQUEST[ $name ] ) ? wp_unslash( $_REQUEST[ $name ] ) : '';
			$url = is_string( $url ) && strlen( $url ) <= 1000 ? wp_validate_redirect( wp_sanitize_redirect( $url ), '' ) : '';
			if ( '' !== $url ) {
				return $url;
			}
		}
		return '';
	}

	/**
	 * Whether it is the little window in which a session that ran out is renewed.
	 *
	 * @return bool
	 */
	public static function interim() {
		return isset( $_REQUEST['interim-login'] ); // phpcs:ignore WordPress.Security.NonceVerification -- how the page looks, no more.
	}

	/**
	 * The little window's last page; its opener closes it.
	 */
	private static function done() {
		$GLOBALS['interim_login'] = 'success'; // phpcs:ignore WordPress.WP.GlobalVariablesOverride -- as wp-login.php does it.
		login_header( '', '<p class="message">' . esc_html__( 'You have logged in successfully.' ) . '</p>' ); // phpcs:ignore WordPress.WP.I18n.MissingArgDomain -- WordPress's own words.
		echo '</div>';
		do_action( 'login_footer' ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WordPress's own hook.
		echo '</body></html>';
		exit;
	}
}
