<?php
/**
 * A page has used up its time.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms;

defined( 'ABSPATH' ) || exit;

/**
 * Thrown by Way::call(): nothing was sent.
 */
final class NoTime extends \RuntimeException {
}
