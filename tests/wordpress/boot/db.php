<?php
// The drop-in's own starter shows an entry in the list of plugins; a test's list holds what is tested.

define( 'SQLITE_DB_DROPIN_VERSION', '1.8.0' );
define( 'DB_ENGINE', 'sqlite' );
require_once __DIR__ . '/sqlite/wp-includes/sqlite/db.php';
