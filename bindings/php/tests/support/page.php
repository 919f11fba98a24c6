<?php

// The page that FpmTest asks. It is not preloaded, as no page is.

require __DIR__ . '/autoload.php';

use Ihuyi\Client;
use Ihuyi\Ihuyi;

const KEY = '0123456789abcdef0123456789abcdef';

try {
    switch ($_GET['do']) {
        case 'version':
            echo Ihuyi::version();
            break;
        case 'send':
            echo Ihuyi::send('C00000000', KEY, '13800000000', '您的验证码是：1234。')->getMessageId();
            break;
        case 'refused':
            echo Ihuyi::send('C00000000', KEY, '19900004051', '您的验证码是：1234。')->getMessageId();
            break;
        case 'files':
            foreach (glob(__DIR__ . '/src/Exception/*.php') as $file) {
                class_exists('Ihuyi\\Exception\\' . basename($file, '.php'));
            }
            new Client(['account' => 'C00000000']);
            echo count(preg_grep('#/src/#', get_included_files())), ' files loaded';
            break;
        case 'cdef':
            echo FFI::cdef('int getpid(void);')->getpid();
            break;
        case 'scope':
            echo FFI::scope('IHUYI')->ihuyi_version();
            break;
        case 'many':
            // Its part of many messages, through the way that there is; a key of the site's own is all that it gives.
            $client = new Client(['account' => 'C00000000', 'apikey' => KEY]);
            $ids = [];
            for ($i = 0; $i < (int) $_GET['times']; $i++) {
                $ids[] = $client->send((string) ((int) $_GET['from'] + $i), '您的验证码是：1234。')->getMessageId();
            }
            echo Ihuyi::way(), ' ', count(array_unique(array_filter($ids)));
            break;
        case 'setting':
            new Client(['gateway' => 'http://127.0.0.1:9']);
            break;
        case 'open':
            Client::fromIni(__DIR__ . '/ihuyi.ini');
            break;
        case 'together':
            // All workers are in this request at once: each waits here for the others.
            touch($_GET['folder'] . '/' . getmypid());
            $patience = 3000;
            while (count(glob($_GET['folder'] . '/*')) < (int) $_GET['workers'] && $patience-- > 0) {
                usleep(10000);
            }
            $client = new Client(['account' => 'C00000000', 'apikey' => KEY]);
            for ($i = 0; $i < 5; $i++) {
                Ihuyi::send('C00000000', KEY, '13800000000', 'box ' . getmypid());
                $client->send('13800000000', 'client ' . getmypid());
            }
            echo getmypid();
            break;
    }
} catch (Throwable $e) {
    echo get_class($e), ': ', $e->getMessage();
}
