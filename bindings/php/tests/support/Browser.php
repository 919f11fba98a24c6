<?php

declare(strict_types=1);

namespace Ihuyi\Tests;

/** Asks a site as a browser would: keeps the cookie, and the hidden fields of the page that it is on. */
abstract class Browser
{
    /** @var string|null */
    public $cookie = null;

    /** @var int */
    public $status = 0;

    /** @var string */
    public $head = '';

    /** @var string */
    public $page = '';

    /**
     * One request.
     *
     * @param array<string, string>|null $form null: GET
     * @return array{string, string} the answer's headers, and its page
     */
    abstract protected function request(?array $form): array;

    /** @param array<string, string>|null $form */
    public function ask(?array $form = null): self
    {
        [$this->head, $this->page] = $this->request($form);
        $this->status = preg_match('/^(?:HTTP\/\S+|Status:) (\d+)/m', $this->head, $status) === 1 ? (int) $status[1] : 200;
        // Of two of a name the later holds.
        if (preg_match_all('/^Set-Cookie: ([^;\r\n]+)/mi', $this->head, $cookies) > 0) {
            $this->cookie = end($cookies[1]);
        }
        return $this;
    }

    /** @param array<string, string> $fields */
    public function press(string $do, array $fields = []): self
    {
        return $this->ask($fields + ['do' => $do] + $this->hidden());
    }

    /** @return array<string, string> */
    public function hidden(): array
    {
        preg_match_all('/<input type="hidden" name="(\w+)" value="([^"]*)">/', $this->page, $found);
        return array_map('html_entity_decode', (array) array_combine($found[1], $found[2]));
    }

    public function said(): string
    {
        return preg_match('#<p role="status"[^>]*>(.*?)</p>#', $this->page, $found) === 1 ? html_entity_decode($found[1]) : '';
    }

    /** @return int[] how long each button waits */
    public function waits(): array
    {
        preg_match_all('/data-wait="(\d+)"/', $this->page, $found);
        return array_map('intval', $found[1]);
    }
}
