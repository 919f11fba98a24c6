<?php
/**
 * The list of the log.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Cure;
use IhuyiSms\Gateway;
use IhuyiSms\Log;

defined( 'ABSPATH' ) || exit;

require_once ABSPATH . 'wp-admin/includes/class-wp-list-table.php';

/**
 * A page of the log. Pages follow each other by the row's id and not by their number: the hundredth is as quick as the first.
 */
final class LogTable extends \WP_List_Table {

	/**
	 * What is shown.
	 *
	 * @var array<string, string|int>
	 */
	private $filter;

	/**
	 * Address of the newer page, or empty.
	 *
	 * @var string
	 */
	private $newer = '';

	/**
	 * Address of the older page, or empty.
	 *
	 * @var string
	 */
	private $older = '';

	/**
	 * A list with this filter.
	 *
	 * @param array<string, string|int> $filter What is shown.
	 */
	public function __construct( array $filter ) {
		parent::__construct(
			array(
				'singular' => 'ihuyi-sms-message',
				'plural'   => 'ihuyi-sms-messages',
				'ajax'     => false,
			)
		);
		$this->filter = $filter;
	}

	/**
	 * Columns.
	 *
	 * @return array<string, string>
	 */
	public function get_columns() {
		return array(
			'mobile'  => __( 'Number', 'ihuyi-sms' ),
			'created' => __( 'Time', 'ihuyi-sms' ),
			'purpose' => __( 'Purpose', 'ihuyi-sms' ),
			'service' => __( 'Kind', 'ihuyi-sms' ),
			'outcome' => __( 'Gateway', 'ihuyi-sms' ),
			'fate'    => __( 'Delivery', 'ihuyi-sms' ),
			'words'   => __( 'Code and words', 'ihuyi-sms' ),
		);
	}

	/**
	 * Reads the page: one row more than is shown tells whether there is another.
	 */
	public function prepare_items() {
		$this->_column_headers = array( $this->get_columns(), get_hidden_columns( $this->screen ), array(), 'mobile' );

		$size  = max( 1, min( 200, (int) $this->get_items_per_page( LogPage::SIZE, 50 ) ) );
		$after = (int) Action::field( 'after' );
		$rows  = $after > 0 ? Log::find_newer( $this->filter, $after, $size + 1 ) : Log::find( $this->filter, (int) Action::field( 'before' ), $size + 1 );
		$more  = count( $rows ) > $size;
		if ( $more ) {
			$rows = $after > 0 ? array_slice( $rows, 1 ) : array_slice( $rows, 0, $size );
		}
		$this->items = $rows;
		cache_users( array_filter( array_unique( array_map( 'intval', array_column( $rows, 'user_id' ) ) ) ) );
		if ( $rows && ( $after > 0 ? $more : (int) Action::field( 'before' ) > 0 ) ) {
			$this->newer = LogPage::address( $this->filter, array( 'after' => $rows[0]->id ) );
		}
		if ( $rows && ( $after > 0 || $more ) ) {
			$this->older = LogPage::address( $this->filter, array( 'before' => end( $rows )->id ) );
		}
	}

	/**
	 * Nothing.
	 */
	public function no_items() {
		echo $this->filter ? esc_html__( 'No messages match.', 'ihuyi-sms' ) : esc_html__( 'No messages have been sent yet.', 'ihuyi-sms' );
	}

	/**
	 * How many there are and the neighbouring pages. A large number is not counted to its end.
	 *
	 * @param string $which top or bottom.
	 */
	protected function display_tablenav( $which ) {
		echo '<div class="tablenav ' . esc_attr( $which ) . '"><div class="tablenav-pages">';
		if ( 'top' === $which ) {
			$count = Log::count( $this->filter );
			$words = $count > 1000
				/* translators: %s: a number */
				? sprintf( __( 'More than %s messages', 'ihuyi-sms' ), number_format_i18n( 1000 ) )
				/* translators: %s: a number */
				: sprintf( _n( '%s message', '%s messages', $count, 'ihuyi-sms' ), number_format_i18n( $count ) );
			echo '<span class="displaying-num">' . esc_html( $words ) . '</span>';
		}
		echo '<span class="pagination-links">';
		$this->link( '' === $this->newer ? '' : LogPage::address( $this->filter ), __( 'Newest', 'ihuyi-sms' ) );
		$this->link( $this->newer, __( '‹ Newer', 'ihuyi-sms' ) );
		$this->link( $this->older, __( 'Older ›', 'ihuyi-sms' ) );
		echo '</span></div><br class="clear"></div>';
	}

	/**
	 * A button that is a link, or is grey.
	 *
	 * @param string $address Or empty.
	 * @param string $label   What stands on it.
	 */
	private function link( $address, $label ) {
		if ( '' === $address ) {
			echo '<span class="button disabled" aria-disabled="true">' . esc_html( $label ) . '</span> ';
		} else {
			echo '<a class="button" href="' . esc_url( $address ) . '">' . esc_html( $label ) . '</a> ';
		}
	}

	/**
	 * The number, and what became of it: on a narrow page it stands alone.
	 *
	 * @param object $row Of the log.
	 * @return string
	 */
	public function column_mobile( $row ) {
		$narrow = Labels::of( Labels::outcomes(), Log::outcome( $row ) );
		if ( '' !== $row->fate ) {
			$narrow = Labels::of( Labels::fates(), $row->fate );
		}
		$said = '<strong>' . esc_html( $row->mobile ) . '</strong><span class="ihuyi-sms-narrow"> ' . esc_html( $narrow ) . '</span>';
		$user = (int) $row->user_id > 0 ? get_userdata( (int) $row->user_id ) : false;
		if ( $user ) {
			$said .= '<br><a href="' . esc_url( get_edit_user_link( $user->ID ) ) . '">' . esc_html( $user->user_login ) . '</a>';
		}
		return $said;
	}

	/**
	 * When it was sent.
	 *
	 * @param object $row Of the log.
	 * @return string
	 */
	public function column_created( $row ) {
		return esc_html( self::time( $row->created ) );
	}

	/**
	 * What for.
	 *
	 * @param object $row Of the log.
	 * @return string
	 */
	public function column_purpose( $row ) {
		$said = esc_html( Labels::of( Labels::purposes(), $row->purpose ) );
		return null === $row->reference ? $said : $said . '<br><span class="ihuyi-sms-small">' . esc_html( $row->reference ) . '</span>';
	}

	/**
	 * How, and how many are billed.
	 *
	 * @param object $row Of the log.
	 * @return string
	 */
	public function column_service( $row ) {
		$said = esc_html( Labels::of( Labels::services(), $row->service ) );
		return (int) $row->segments > 1 ? $said . ' × ' . esc_html( number_format_i18n( $row->segments ) ) : $said;
	}

	/**
	 * What the gateway said.
	 *
	 * @param object $row Of the log.
	 * @return string
	 */
	public function column_outcome( $row ) {
		$outcome = Log::outcome( $row );
		// A visitor who was held up as he should be is no alarm.
		$calm = Cure::is_normal( $row->code ) ? ' ihuyi-sms-calm' : '';
		return '<span class="ihuyi-sms-mark ihuyi-sms-' . esc_attr( $outcome . $calm ) . '">' . esc_html( Labels::of( Labels::outcomes(), $outcome ) ) . '</span>';
	}

	/**
	 * What the receipt said.
	 *
	 * @param object $row Of the log.
	 * @return string
	 */
	public function column_fate( $row ) {
		if ( '' === $row->fate ) {
			return 'accepted' === $row->outcome ? esc_html( Labels::fates()['none'] ) : '—';
		}
		$said = '<span class="ihuyi-sms-mark ihuyi-sms-' . esc_attr( $row->fate ) . '">' . esc_html( Labels::of( Labels::fates(), $row->fate ) ) . '</span>';
		if ( (int) $row->fate_time > 0 ) {
			$said .= '<br><span class="ihuyi-sms-small">' . esc_html( self::time( $row->fate_time ) ) . '</span>';
		}
		if ( '' === $row->fate_code ) {
			return $said;
		}
		$said .= '<br><code>' . esc_html( $row->fate_code ) . '</code>';
		$cure  = 'failed' === $row->fate ? Gateway::explain_fate( $row->fate_code ) : '';
		return '' === $cure ? $said : $said . '<details><summary>' . esc_html__( 'Why', 'ihuyi-sms' ) . '</summary><p>' . esc_html( $cure ) . '</p></details>';
	}

	/**
	 * The code, the words, and what to do.
	 *
	 * @param object $row Of the log.
	 * @return string
	 */
	public function column_words( $row ) {
		if ( in_array( $row->outcome, array( 'queued', 'sending' ), true ) && 0 === (int) $row->code ) {
			return '—';
		}
		$cure  = 'accepted' === $row->outcome ? null : Cure::of( (int) $row->code, $row->service );
		$words = $cure && '' !== $cure['text'] ? $cure['text'] : (string) $row->words;
		$words = mb_strlen( $words, 'UTF-8' ) > 240 ? mb_substr( $words, 0, 239, 'UTF-8' ) . '…' : $words;
		$said  = '<code>' . esc_html( $row->code ) . '</code> ' . esc_html( $words );
		if ( '' !== $row->message_id ) {
			$said .= '<br><span class="ihuyi-sms-small">' . esc_html( $row->message_id ) . '</span>';
		}
		if ( $cure ) {
			$said .= '<details><summary>' . esc_html__( 'Why, and what to do', 'ihuyi-sms' ) . '</summary><p>' . esc_html( $cure['meaning'] ) . '</p><p>' . esc_html( $cure['cause'] ) . '</p><p>' . esc_html( $cure['advice'] ) . '</p></details>';
		}
		return $said;
	}

	/**
	 * A time in the site's time zone.
	 *
	 * @param int $time UTC.
	 * @return string
	 */
	private static function time( $time ) {
		return wp_date( 'Y-m-d H:i:s', (int) $time );
	}
}
