<?php
namespace IhuyiSms;

class Page {
	const TITLE = '<b>';
	public $name;

	function ok( $a ) {
		echo 'plain', esc_html( $a ), (int) $a, self::TITLE;
		echo '<a href="' . esc_url( $a ) . '">' . esc_html__( 'A', 'ihuyi-sms' ) . '</a>';
		echo $a ? 'yes' : 'no';
		$html = '<p>';
		$html .= esc_html( $a );
		foreach ( array( 'x' => 'y' ) as $k => $v ) {
			$html .= $k . $v;
		}
		echo $html . self::part( $a );
		printf( '<i>%s</i>', esc_html( $a ) );
		echo implode( ', ', array_map( 'esc_html', $a ) );
		// phpcs:ignore WordPress.Security.EscapeOutput -- a picture that we drew ourselves.
		echo $a;
		print_r( $a, true );
		wp_die( esc_html__( 'No.', 'ihuyi-sms' ) );
	}

	static function part( $a ) {
		return '<i>' . esc_html( $a ) . '</i>';
	}

	static function raw( $a ) {
		return '<i>' . $a . '</i>';
	}

	function slips( $a ) {
		echo $a; // slip
		echo "a $a"; // slip
		echo 'a' . $this->name; // slip
		print $a; // slip
		exit( $a ); // slip
		echo __( 'A', 'ihuyi-sms' ); // slip
		_e( 'A', 'ihuyi-sms' ); // slip
		printf( esc_html( 'a' ), $a ); // slip
		printf( __( 'A', 'ihuyi-sms' ), 1 ); // slip
		$html = esc_html( $a );
		$html .= $a;
		echo $html; // slip
		foreach ( $a as $one ) {
			echo $one; // slip
		}
		echo self::raw( $a ); // slip
		echo apply_filters( 'ihuyi_sms_a', 'b' ); // slip
		echo get_option( 'a' ); // slip
		echo implode( ', ', array_map( 'trim', $a ) ); // slip
		print_r( $a ); // slip
		wp_die( $a ); // slip
		echo $a ? $a : 'no'; // slip
		echo sprintf( '%s', $a ); // slip
		?>
		<p><?php echo $a; ?></p><?php // slip ?>
		<?php
	}
}
