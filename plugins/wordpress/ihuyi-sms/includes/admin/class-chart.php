<?php
/**
 * The chart above the log.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Admin;

use IhuyiSms\Balance;

defined( 'ABSPATH' ) || exit;

/**
 * Bars for what was sent, delivered, failed, unknown and refused on each day, and a line for what is left. It is drawn without a script, has a
 * title and a description, and the same figures stand below it as a table.
 */
final class Chart {

	const WIDTH  = 720;
	const LEFT   = 66;
	const HEIGHT = 110;

	/**
	 * What the bars are.
	 *
	 * @return array<string, string>
	 */
	private static function kinds() {
		return array(
			'sent'      => __( 'Accepted', 'ihuyi-sms' ),
			'delivered' => __( 'Delivered', 'ihuyi-sms' ),
			'failed'    => __( 'Not delivered', 'ihuyi-sms' ),
			'unknown'   => __( 'Unknown', 'ihuyi-sms' ),
			'refused'   => __( 'Refused or not sent', 'ihuyi-sms' ),
		);
	}

	/**
	 * Chart, legend and table.
	 *
	 * @param array<int, array<string, int>>      $days    What Log::days() gives.
	 * @param array<int, array<string, int|null>> $balance What Balance::days() gives.
	 */
	public static function render( array $days, array $balance ) {
		echo '<div class="ihuyi-sms-charts"><figure class="ihuyi-sms-chart">';
		// phpcs:ignore WordPress.Security.EscapeOutput -- numbers of our own, and texts that are escaped below.
		echo self::bars( $days );
		echo '<figcaption class="ihuyi-sms-legend">';
		foreach ( self::kinds() as $kind => $label ) {
			echo '<span class="ihuyi-sms-key ihuyi-sms-bar-' . esc_attr( $kind ) . '">' . esc_html( $label ) . ' ' . esc_html( number_format_i18n( array_sum( array_column( $days, $kind ) ) ) ) . '</span> ';
		}
		echo '</figcaption></figure>';
		if ( $balance ) {
			echo '<figure class="ihuyi-sms-chart">';
			// phpcs:ignore WordPress.Security.EscapeOutput -- as above.
			echo self::lines( array_keys( $days ), $balance );
			echo '<figcaption class="ihuyi-sms-legend">';
			foreach ( self::accounts() as $account => $label ) {
				$left = self::last( $balance, $account );
				if ( null !== $left ) {
					echo '<span class="ihuyi-sms-key ihuyi-sms-line-' . esc_attr( $account ) . '">' . esc_html( trim( $label . ' ' . number_format_i18n( $left ) . ' ' . self::as_of( $account ) ) ) . '</span> ';
				}
			}
			echo '</figcaption></figure>';
		}
		echo '</div>';
		self::table( $days, $balance );
	}

	/**
	 * The newest figure of an account.
	 *
	 * @param array<int, array<string, int|null>> $balance By day.
	 * @param string                              $account sms or voice.
	 * @return int|null
	 */
	private static function last( array $balance, $account ) {
		$known = array_filter( array_column( $balance, $account ), 'is_int' );
		return $known ? end( $known ) : null;
	}

	/**
	 * When that was.
	 *
	 * @param string $account sms or voice.
	 * @return string
	 */
	private static function as_of( $account ) {
		$time = Balance::time( $account );
		/* translators: %s: a day and a time, as 01-31 12:00 */
		return $time > 0 ? sprintf( __( '(as of %s)', 'ihuyi-sms' ), wp_date( 'm-d H:i', $time ) ) : '';
	}

	/**
	 * What the lines are.
	 *
	 * @return array<string, string>
	 */
	private static function accounts() {
		return array(
			'sms'   => __( 'Text messages left', 'ihuyi-sms' ),
			'voice' => __( 'Calls left', 'ihuyi-sms' ),
		);
	}

	/**
	 * The bars.
	 *
	 * @param array<int, array<string, int>> $days By day.
	 * @return string
	 */
	private static function bars( array $days ) {
		$most = 1;
		foreach ( $days as $day ) {
			$most = max( $most, max( $day ) );
		}
		$top  = self::top( $most );
		$step = ( self::WIDTH - self::LEFT ) / count( $days );
		$wide = max( 2, $step * 0.8 / count( self::kinds() ) );
		$svg  = '';
		$i    = 0;
		foreach ( $days as $day => $counts ) {
			$x = self::LEFT + $step * $i + $step * 0.1;
			foreach ( self::kinds() as $kind => $label ) {
				if ( $counts[ $kind ] > 0 ) {
					// One of ten thousand is to be seen, too.
					$high = max( 2, self::HEIGHT * $counts[ $kind ] / $top );
					$svg .= sprintf(
						'<rect class="ihuyi-sms-bar-%1$s" x="%2$.1F" y="%3$.1F" width="%4$.1F" height="%5$.1F"><title>%6$s</title></rect>',
						$kind,
						$x,
						10 + self::HEIGHT - $high,
						$wide,
						$high,
						esc_html( LogFilter::date( $day ) . ' ' . $label . ' ' . number_format_i18n( $counts[ $kind ] ) )
					);
				}
				$x += $wide;
			}
			++$i;
		}
		$sums = array();
		foreach ( self::kinds() as $kind => $label ) {
			$sums[] = $label . ' ' . number_format_i18n( array_sum( array_column( $days, $kind ) ) );
		}
		/* translators: %s: a number of days */
		$title = sprintf( __( 'Messages of the last %s days', 'ihuyi-sms' ), number_format_i18n( count( $days ) ) );
		return self::svg( 'bars', $title, implode( ', ', $sums ), $top, array_keys( $days ), $svg );
	}

	/**
	 * The lines.
	 *
	 * @param int[]                               $days    All days of the chart.
	 * @param array<int, array<string, int|null>> $balance By day.
	 * @return string
	 */
	private static function lines( array $days, array $balance ) {
		$most = 1;
		foreach ( $balance as $day ) {
			$most = max( $most, (int) $day['sms'], (int) $day['voice'] );
		}
		$top   = self::top( $most );
		$step  = ( self::WIDTH - self::LEFT ) / count( $days );
		$place = array_flip( $days );
		$svg   = '';
		$said  = array();
		foreach ( self::accounts() as $account => $label ) {
			$points = array();
			$left   = null;
			foreach ( $balance as $day => $counts ) {
				if ( null === $counts[ $account ] || ! isset( $place[ $day ] ) ) {
					continue;
				}
				$left     = $counts[ $account ];
				$x        = self::LEFT + $step * ( $place[ $day ] + 0.5 );
				$y        = 10 + self::HEIGHT - self::HEIGHT * max( 0, $left ) / $top;
				$points[] = sprintf( '%.1F,%.1F', $x, $y );
				// A ring about a dot: where both accounts have the same, both are seen.
				$svg .= sprintf(
					'<circle class="ihuyi-sms-line-%1$s" cx="%2$.1F" cy="%3$.1F" r="%5$d"><title>%4$s</title></circle>',
					$account,
					$x,
					$y,
					esc_html( LogFilter::date( $day ) . ' ' . $label . ' ' . number_format_i18n( $left ) ),
					'voice' === $account ? 6 : 3
				);
			}
			if ( count( $points ) > 1 ) {
				$svg .= '<polyline class="ihuyi-sms-line-' . $account . '" fill="none" points="' . implode( ' ', $points ) . '"/>';
			}
			if ( null !== $left ) {
				$said[] = $label . ' ' . number_format_i18n( $left );
			}
		}
		return self::svg( 'lines', __( 'Messages left', 'ihuyi-sms' ), implode( ', ', $said ), $top, $days, $svg );
	}

	/**
	 * Frame, axes and words of a chart.
	 *
	 * @param string $id    Of the chart.
	 * @param string $title Its title.
	 * @param string $about What it shows, in words.
	 * @param int    $top   The figure at its upper end.
	 * @param int[]  $days  Its days.
	 * @param string $inner What is drawn.
	 * @return string
	 */
	private static function svg( $id, $title, $about, $top, array $days, $inner ) {
		$floor = 10 + self::HEIGHT;
		$id    = 'ihuyi-sms-' . $id;
		return '<svg viewBox="0 0 ' . self::WIDTH . ' ' . ( $floor + 34 ) . '" role="img" aria-labelledby="' . $id . '-title ' . $id . '-about">'
			. '<title id="' . $id . '-title">' . esc_html( $title ) . '</title><desc id="' . $id . '-about">' . esc_html( $about ) . '</desc>'
			. '<path class="ihuyi-sms-axis" d="M' . self::LEFT . ' 10H' . self::WIDTH . 'M' . self::LEFT . ' ' . $floor . 'H' . self::WIDTH . '"/>'
			. '<text x="' . ( self::LEFT - 6 ) . '" y="18" text-anchor="end">' . esc_html( self::brief( $top ) ) . '</text>'
			. '<text x="' . ( self::LEFT - 6 ) . '" y="' . $floor . '" text-anchor="end">0</text>'
			. '<text x="' . self::LEFT . '" y="' . ( $floor + 26 ) . '">' . esc_html( substr( LogFilter::date( reset( $days ) ), 5 ) ) . '</text>'
			. '<text x="' . self::WIDTH . '" y="' . ( $floor + 26 ) . '" text-anchor="end">' . esc_html( substr( LogFilter::date( end( $days ) ), 5 ) ) . '</text>'
			. $inner . '</svg>';
	}

	/**
	 * A round figure at or above the largest.
	 *
	 * @param int $most The largest.
	 * @return int
	 */
	private static function top( $most ) {
		$ten = 1;
		while ( $ten * 10 <= $most ) {
			$ten *= 10;
		}
		foreach ( array( 1, 2, 5, 10 ) as $times ) {
			if ( $ten * $times >= $most ) {
				return $ten * $times;
			}
		}
		return $most;
	}

	/**
	 * A figure that fits beside the axis.
	 *
	 * @param int $figure A round one.
	 * @return string
	 */
	private static function brief( $figure ) {
		if ( $figure >= 1000000 ) {
			return ( $figure / 1000000 ) . 'M';
		}
		return $figure >= 1000 ? ( $figure / 1000 ) . 'k' : (string) $figure;
	}

	/**
	 * The same as a table.
	 *
	 * @param array<int, array<string, int>>      $days    By day.
	 * @param array<int, array<string, int|null>> $balance By day.
	 */
	private static function table( array $days, array $balance ) {
		echo '<details class="ihuyi-sms-figures"><summary>' . esc_html__( 'These figures as a table', 'ihuyi-sms' ) . '</summary>';
		echo '<div class="ihuyi-sms-wide"><table class="widefat striped"><thead><tr><th scope="col">' . esc_html__( 'Day', 'ihuyi-sms' ) . '</th>';
		foreach ( array_merge( self::kinds(), self::accounts() ) as $label ) {
			echo '<th scope="col">' . esc_html( $label ) . '</th>';
		}
		echo '</tr></thead><tbody>';
		foreach ( array_reverse( $days, true ) as $day => $counts ) {
			echo '<tr><th scope="row">' . esc_html( LogFilter::date( $day ) ) . '</th>';
			foreach ( array_keys( self::kinds() ) as $kind ) {
				echo '<td>' . esc_html( number_format_i18n( $counts[ $kind ] ) ) . '</td>';
			}
			foreach ( array_keys( self::accounts() ) as $account ) {
				$left = isset( $balance[ $day ][ $account ] ) ? number_format_i18n( $balance[ $day ][ $account ] ) : '—';
				echo '<td>' . esc_html( $left ) . '</td>';
			}
			echo '</tr>';
		}
		echo '</tbody></table></div></details>';
	}
}
