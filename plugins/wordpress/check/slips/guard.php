<?php
namespace IhuyiSms;

use stdClass;

defined( 'ABSPATH' ) || exit;

class A {
}
