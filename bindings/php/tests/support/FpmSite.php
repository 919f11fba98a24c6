<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

/** examples/php/register under PHP-FPM with the preloaded package. */
final class FpmSite extends Browser
{
    private const PAGE = 'examples/php/register/public/index.php';

    /** @var Fpm */
    private $fpm;

    public function __construct(Fpm $fpm)
    {
        $this->fpm = $fpm;
        mkdir("{$fpm->folder}/examples/php", 0755, true);
        Shell::run(['cp', '-r', dirname(__DIR__, 4) . '/examples/php/register', "{$fpm->folder}/examples/php/"]);
        // Where the example looks for the package.
        mkdir("{$fpm->folder}/bindings");
        symlink($fpm->folder, "{$fpm->folder}/bindings/php");
        mkdir("{$fpm->folder}/kept");
        chmod("{$fpm->folder}/kept", 0777);
    }

    /** Where sessions, store and key are: a folder that the workers may write to. */
    public function kept(): string
    {
        return "{$this->fpm->folder}/kept";
    }

    protected function request(?array $form): array
    {
        $body = $form === null ? '' : http_build_query($form);
        $more = ['REMOTE_ADDR' => '192.0.2.7', 'REQUEST_METHOD' => $form === null ? 'GET' : 'POST'];
        if ($this->cookie !== null) {
            $more['HTTP_COOKIE'] = $this->cookie;
        }
        if ($form !== null) {
            $more += ['CONTENT_TYPE' => 'application/x-www-form-urlencoded', 'CONTENT_LENGTH' => (string) strlen($body)];
        }
        $answer = explode("\r\n\r\n", $this->fpm->ask(self::PAGE, $more, $body), 2);
        return [$answer[0], $answer[1] ?? ''];
    }
}
