<?php
namespace IhuyiSms;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}
