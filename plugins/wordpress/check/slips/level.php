<?php
namespace IhuyiSms;

class A {
	public $ok = 1;
	private const OK = 2;
	public int $typed; // slip

	function ok( ?string $a = null, int ...$b ): ?array {
		return [ $a ?? '', ...$b ]; // slip
	}

	function slips( $a ) {
		$b = fn() => 1; // slip
		$a ??= 2; // slip
		str_contains( $a, 'b' ); // slip
		array_key_first( $a ); // slip
		is_countable( $a ); // slip
		f( $a, ); // slip
		$c = 1_000; // slip
		g( b: 1 ); // slip
		return $a?->b; // slip
	}
}
