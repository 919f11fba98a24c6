<?php
/**
 * The library cannot be asked now.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */

namespace IhuyiSms\Push;

defined( 'ABSPATH' ) || exit;

/**
 * What was to be read with it is left for later.
 */
final class Unreachable extends \RuntimeException {
}
