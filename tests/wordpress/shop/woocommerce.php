// A stub of WooCommerce: its hooks and the methods of an order that a plugin may call, and nothing else. What is not here would be an error.

final class WC_Order {
	private $data;

	public function __construct( array $data ) {
		$this->data = $data;
	}

	public function __call( $name, $arguments ) {
		$known = array( 'get_id', 'get_order_number', 'get_status', 'get_total', 'get_currency', 'get_item_count', 'get_customer_id', 'get_billing_phone',
			'get_billing_first_name', 'get_billing_last_name', 'get_payment_method_title', 'get_shipping_method', 'get_billing_email', 'get_billing_country' );
		if ( ! in_array( $name, $known, true ) ) {
			throw new BadMethodCallException( $name );
		}
		return $this->data[ substr( $name, 4 ) ];
	}

	public function get_meta( $key ) {
		return isset( $this->data['meta'][ $key ] ) ? $this->data['meta'][ $key ] : '';
	}

	public function get_date_created() {
		return new DateTime( '@1767225600' );
	}
}

final class Test_Countries {
	public function get_country_calling_code( $country ) {
		$codes = array( 'CN' => '+86', 'HK' => '+852', 'US' => '+1', 'DE' => '+49', 'DO' => array( '+1809', '+1829' ) );
		return isset( $codes[ $country ] ) ? $codes[ $country ] : '';
	}
}

function WC() {
	return (object) array( 'countries' => new Test_Countries() );
}

function wc_get_order( $id ) {
	$orders = (array) get_option( 'test_orders', array() );
	return isset( $orders[ $id ] ) ? new WC_Order( $orders[ $id ] ) : false;
}

function wc_get_orders( $query ) {
	$found = array();
	foreach ( (array) get_option( 'test_orders', array() ) as $order ) {
		if ( $order['billing_email'] === $query['customer'] ) {
			$found[] = isset( $query['return'] ) && 'ids' === $query['return'] ? $order['id'] : new WC_Order( $order );
		}
	}
	return $found;
}

function wc_get_order_statuses() {
	return array( 'wc-pending' => 'Pending', 'wc-processing' => 'Processing', 'wc-completed' => 'Completed', 'wc-checkout-draft' => 'Draft' );
}

function wc_get_order_status_name( $status ) {
	$all = wc_get_order_statuses();
	return isset( $all[ 'wc-' . $status ] ) ? $all[ 'wc-' . $status ] : $status;
}

function test_order( $id, array $more = array() ) {
	$orders        = (array) get_option( 'test_orders', array() );
	$orders[ $id ] = $more + array(
		'id'                   => $id,
		'order_number'         => (string) $id,
		'status'               => 'pending',
		'total'                => '128',
		'currency'             => 'CNY',
		'item_count'           => 2,
		'customer_id'          => 0,
		'billing_phone'        => '13800000000',
		'billing_first_name'   => '雷',
		'billing_last_name'    => '李',
		'billing_email'        => 'guest@example.com',
		'billing_country'      => 'CN',
		'payment_method_title' => 'Alipay',
		'shipping_method'      => 'SF',
		'meta'                 => array(),
	);
	update_option( 'test_orders', $orders );
	return new WC_Order( $orders[ $id ] );
}

// As a program makes an order with wc_create_order(): saved empty first, whereupon the hooks fire, and filled in and saved afterwards.
function test_order_by_code( $id, array $more = array(), $to = '' ) {
	$empty = test_order( $id, array( 'status' => '' === $to ? 'pending' : $to, 'total' => '0', 'item_count' => 0 ) + array_fill_keys( array( 'billing_phone', 'billing_first_name', 'billing_last_name', 'billing_email', 'billing_country', 'payment_method_title', 'shipping_method' ), '' ) );
	do_action( 'woocommerce_new_order', $id, $empty );
	if ( '' !== $to ) {
		do_action( 'woocommerce_order_status_changed', $id, 'pending', $to, $empty );
	}
	return test_order( $id, $more + array( 'status' => $empty->get_status() ) );
}

// A page of the shop, on which an order changes.
add_action(
	'init',
	function () {
		if ( ! isset( $_GET['shop'] ) ) {
			return;
		}
		$order = 'code' === $_GET['shop'] ? test_order_by_code( (int) $_GET['order'], array(), $_GET['to'] ) : wc_get_order( (int) $_GET['order'] );
		switch ( $_GET['shop'] ) {
			case 'change':
				for ( $i = 0; $i < 2; $i++ ) {
					do_action( 'woocommerce_order_status_changed', $order->get_id(), 'pending', $_GET['to'], $order );
				}
				break;
			case 'checkout':
				do_action( 'woocommerce_new_order', $order->get_id(), $order );
				do_action( 'woocommerce_checkout_order_processed', $order->get_id(), array(), $order );
				break;
			case 'blocks':
				do_action( 'woocommerce_new_order', $order->get_id() );
				do_action( 'woocommerce_store_api_checkout_order_processed', $order );
				break;
		}
		status_header( 200 );
		echo 'thank you';
		exit;
	},
	20
);
