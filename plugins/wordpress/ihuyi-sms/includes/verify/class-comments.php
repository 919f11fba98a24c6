<?php
/**
 * Comments of guests.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Verify;

defined( 'ABSPATH' ) || exit;

use IhuyiSms\Tally;
use IhuyiSms\Visitor;

/**
 * Guests give number and code with a comment. Where there is no script, WordPress cannot show the form again with what was typed;
 * so the draft is kept, for this visitor, and filled in again. Nothing of the number stays with the comment.
 */
final class Comments {

	const ACTION = 'ihuyi_sms_comment';

	/**
	 * The draft that this page shows.
	 *
	 * @var array|null
	 */
	private static $draft = null;

	/**
	 * The comment that is looked at.
	 *
	 * @var array
	 */
	private static $looking = array();

	/**
	 * Hooks.
	 */
	public static function hook() {
		add_action( 'wp', array( self::class, 'restore' ) );
		add_action( 'comment_form_after_fields', array( self::class, 'show' ) );
		add_filter( 'comment_form_field_comment', array( self::class, 'fill' ) );
		add_filter( 'wp_get_current_commenter', array( self::class, 'name' ) );
		add_action( 'admin_post_nopriv_' . self::ACTION, array( self::class, 'handle' ) );
		add_filter( 'preprocess_comment', array( self::class, 'check' ), PHP_INT_MAX );
		add_filter( 'pre_comment_approved', array( self::class, 'finish' ), PHP_INT_MAX, 2 );
		add_action( 'comment_duplicate_trigger', array( self::class, 'twice' ) );
		add_action( 'comment_flood_trigger', array( self::class, 'fast' ) );
		add_action( 'comment_post', array( self::class, 'done' ), 10, 3 );
		add_filter( 'rest_pre_insert_comment', array( self::class, 'no_rest' ) );
	}

	/**
	 * The fields.
	 */
	public static function show() {
		if ( self::on() ) {
			$how = array(
				'tell'   => true,
				'hint'   => __( 'We send a code to this phone. The number is neither shown nor kept.', 'ihuyi-sms' ),
				'action' => add_query_arg( 'action', self::ACTION, admin_url( 'admin-post.php' ) ),
				'mark'   => true,
			);
			Fields::show( Form::of( Purpose::COMMENT ), $how );
		}
	}

	/**
	 * A button that sends was pressed, without a script.
	 */
	public static function handle() {
		// phpcs:disable WordPress.Security.NonceVerification -- Form::send() checks the form's own token before it sends.
		$post = isset( $_POST['comment_post_ID'] ) && is_scalar( $_POST['comment_post_ID'] ) ? get_post( (int) $_POST['comment_post_ID'] ) : null;
		if ( ! self::on() || ! $post || ! comments_open( $post ) || ! is_post_publicly_viewable( $post ) || post_password_required( $post ) ) {
			wp_die( esc_html__( 'Comments are closed here.', 'ihuyi-sms' ), 403 );
		}
		$form = Form::of( Purpose::COMMENT );
		Visitor::ensure();
		if ( '' !== $form->asked() ) {
			self::send( $form );
		}
		$draft = array();
		foreach ( array( 'comment', 'author', 'email', 'url', 'comment_parent' ) as $name ) {
			$draft[ $name ] = isset( $_POST[ $name ] ) && is_string( $_POST[ $name ] ) ? sanitize_textarea_field( wp_unslash( $_POST[ $name ] ) ) : '';
		}
		// Of a comment some HTML is allowed; it is escaped into the field, and WordPress filters it when it is sent.
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- see above.
		$draft['comment'] = isset( $_POST['comment'] ) && is_string( $_POST['comment'] ) ? wp_check_invalid_utf8( wp_unslash( $_POST['comment'] ) ) : '';
		// phpcs:enable
		self::back( $form, $post->ID, $draft );
	}

	/**
	 * Sends a code. The page may have come out of a cache, which keeps no cookie: then there is no token at the first press. That one of
	 * this site's own pages asks the browser says itself.
	 *
	 * @param Form $form The form.
	 */
	private static function send( Form $form ) {
		$form->send( null, 0, Near::own_page() );
		if ( 'token' === $form->reply->status ) {
			$form->reply->sentence = __( 'No code was sent yet. What you wrote is kept: please press "Send code" once more.', 'ihuyi-sms' );
		}
	}

	/**
	 * A comment is about to be looked at.
	 *
	 * @param array $comment The comment.
	 * @return array
	 */
	public static function check( $comment ) {
		if ( ! self::concerns( $comment ) ) {
			return $comment;
		}
		self::$looking = $comment;
		$form          = Form::of( Purpose::COMMENT );
		if ( '' === $form->prove() ) {
			self::refuse( $form, $comment );
		}
		return $comment;
	}

	/**
	 * After WordPress's own checks, right before the comment is written: the proof is used up.
	 *
	 * @param int|string|\WP_Error $approved What WordPress decided.
	 * @param array                $comment  The comment.
	 * @return int|string|\WP_Error
	 */
	public static function finish( $approved, $comment ) {
		if ( is_wp_error( $approved ) || ! self::concerns( $comment ) || Form::of( Purpose::COMMENT )->finish() ) {
			return $approved;
		}
		// Two parts of WordPress want the status in different places.
		$status = defined( 'REST_REQUEST' ) && REST_REQUEST ? array( 'status' => 403 ) : 403;
		return new \WP_Error( 'ihuyi_sms', Form::of( Purpose::COMMENT )->reply->sentence, $status );
	}

	/**
	 * WordPress knows the very same comment already.
	 *
	 * @param array $comment The comment.
	 */
	public static function twice( $comment ) {
		self::stopped( $comment, __( 'You have already posted this comment. Please change it.', 'ihuyi-sms' ) );
	}

	/**
	 * The visitor's last comment was a moment ago.
	 */
	public static function fast() {
		self::stopped( array(), __( 'You are commenting too quickly. Please wait a moment, then send it again.', 'ihuyi-sms' ) );
	}

	/**
	 * The comment is written.
	 *
	 * @param int   $id       Not needed.
	 * @param mixed $approved Not needed.
	 * @param array $comment  The comment.
	 */
	public static function done( $id, $approved, $comment ) {
		unset( $id, $approved );
		if ( '' !== Visitor::mark() && self::on() ) {
			delete_transient( self::kept( (int) $comment['comment_post_ID'] ) );
		}
	}

	/**
	 * Where a site lets guests comment through the REST API, there is no form and no code.
	 *
	 * @param array|\WP_Error $comment The comment.
	 * @return array|\WP_Error
	 */
	public static function no_rest( $comment ) {
		if ( is_wp_error( $comment ) || ! self::on() || is_user_logged_in() ) {
			return $comment;
		}
		return new \WP_Error( 'ihuyi_sms_comment', __( 'Please comment on the website: it asks for a code.', 'ihuyi-sms' ), array( 'status' => 403 ) );
	}

	/**
	 * The page of a post, with a draft.
	 */
	public static function restore() {
		// phpcs:ignore WordPress.Security.NonceVerification -- shows the visitor's own draft; his cookie says whose.
		if ( ! self::on() || ! isset( $_GET['ihuyi_sms'] ) || ! is_singular() ) {
			return;
		}
		if ( '' === Visitor::mark() ) {
			nocache_headers();
			Form::of( Purpose::COMMENT )->reply = new Reply( 'token', __( 'Your browser did not keep this site\'s cookie. Please allow cookies for this site, then load this page again.', 'ihuyi-sms' ) );
			return;
		}
		$draft = get_transient( self::kept( get_queried_object_id() ) );
		if ( ! is_array( $draft ) ) {
			return;
		}
		defined( 'DONOTCACHEPAGE' ) || define( 'DONOTCACHEPAGE', true ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- what page caches look for.
		nocache_headers();
		self::$draft = $draft['typed'];
		$form        = Form::restore( Purpose::COMMENT, array_diff_key( $draft['sent'], array( 'purpose' => '' ) ) );
		foreach ( $draft['reply'] as $name => $value ) {
			$form->reply->$name = $value;
		}
		if ( '' !== $form->sent['proof'] ) {
			$reply = $form->reply;
			$form->prove();
			$form->reply = '' === $form->mobile ? $form->reply : $reply;
		}
	}

	/**
	 * The comment's text into its field.
	 *
	 * @param string $field HTML.
	 * @return string
	 */
	public static function fill( $field ) {
		return null === self::$draft ? $field : str_replace( '</textarea>', esc_textarea( self::$draft['comment'] ) . '</textarea>', $field );
	}

	/**
	 * Name, mail and address into theirs.
	 *
	 * @param array $commenter As WordPress knows it.
	 * @return array
	 */
	public static function name( $commenter ) {
		if ( null === self::$draft ) {
			return $commenter;
		}
		return array(
			'comment_author'       => self::$draft['author'],
			'comment_author_email' => self::$draft['email'],
			'comment_author_url'   => self::$draft['url'],
		) + $commenter;
	}

	/**
	 * Keeps the draft and leads back to the post.
	 *
	 * @param Form  $form    The form.
	 * @param int   $post_id The post.
	 * @param array $typed   Of comment, author, email, url, comment_parent.
	 */
	private static function back( Form $form, $post_id, array $typed ) {
		if ( '' === Visitor::ensure() || Tally::count( 'draft', Visitor::nets()[0], 60, HOUR_IN_SECONDS ) > 0 ) {
			wp_die( esc_html( $form->reply->sentence ), 403, array( 'back_link' => true ) );
		}
		$draft = array(
			'typed' => array_map(
				static function ( $text ) {
					return substr( (string) $text, 0, 65525 );
				},
				$typed
			),
			'sent'  => $form->sent,
			'reply' => (array) $form->reply,
		);
		set_transient( self::kept( $post_id ), $draft, 30 * MINUTE_IN_SECONDS );
		$more = array( 'ihuyi_sms' => wp_rand( 1, 999999999 ) );
		if ( ! empty( $typed['comment_parent'] ) ) {
			$more['replytocom'] = (int) $typed['comment_parent'];
		}
		wp_safe_redirect( add_query_arg( $more, get_permalink( $post_id ) ) . '#respond' );
		exit;
	}

	/**
	 * A comment without a right code.
	 *
	 * @param Form  $form    The form.
	 * @param array $comment The comment.
	 */
	private static function refuse( Form $form, array $comment ) {
		// A program has no form that could be shown again.
		if ( ( defined( 'XMLRPC_REQUEST' ) && XMLRPC_REQUEST ) || ( defined( 'REST_REQUEST' ) && REST_REQUEST ) || '' === $form->sent['purpose'] || headers_sent() ) {
			wp_die( esc_html( $form->reply->sentence ), 403, array( 'back_link' => true ) );
		}
		self::back( $form, (int) $comment['comment_post_ID'], self::typed( $comment ) );
	}

	/**
	 * A comment with a right code that WordPress does not take just now.
	 *
	 * @param array  $comment  The comment, as far as it is known.
	 * @param string $sentence Why not.
	 */
	private static function stopped( array $comment, $sentence ) {
		$form = Form::of( Purpose::COMMENT );
		if ( ! self::on() || '' === $form->mobile || '' === $form->sent['proof'] || headers_sent() ) {
			return;
		}
		$form->reply = new Reply( 'again', $sentence );
		$comment     = array() === $comment ? self::$looking : $comment;
		self::back( $form, (int) $comment['comment_post_ID'], self::typed( $comment ) );
	}

	/**
	 * What the visitor typed.
	 *
	 * @param array $comment The comment, with slashes.
	 * @return array
	 */
	private static function typed( array $comment ) {
		return array(
			'comment'        => wp_unslash( $comment['comment_content'] ),
			'author'         => wp_unslash( $comment['comment_author'] ),
			'email'          => wp_unslash( $comment['comment_author_email'] ),
			'url'            => wp_unslash( $comment['comment_author_url'] ),
			'comment_parent' => isset( $comment['comment_parent'] ) ? $comment['comment_parent'] : 0,
		);
	}

	/**
	 * Whether a comment needs a code.
	 *
	 * @param array $comment The comment.
	 * @return bool
	 */
	private static function concerns( $comment ) {
		$type = isset( $comment['comment_type'] ) ? $comment['comment_type'] : '';
		return self::on() && ! is_user_logged_in() && ! wp_doing_cron() && ! defined( 'WP_CLI' ) && in_array( $type, array( '', 'comment', 'review' ), true );
	}

	/**
	 * Where the draft is kept.
	 *
	 * @param int $post_id The post.
	 * @return string
	 */
	private static function kept( $post_id ) {
		return 'ihuyi_sms_draft_' . Visitor::mark() . '_' . $post_id;
	}

	/**
	 * Whether it is asked for.
	 *
	 * @return bool
	 */
	private static function on() {
		return Purpose::open( Purpose::COMMENT );
	}
}
