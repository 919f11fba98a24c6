<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Node;
use PhpParser\Node\Expr;
use PhpParser\Node\Scalar;

/** No code from elsewhere, no talk with anybody but the gateway, no programs. */
final class Forbidden implements Rule
{
    private const CALLS = [
        'extract', 'create_function', 'assert', 'unserialize', 'maybe_unserialize', 'compact', 'shell_exec', 'exec', 'system', 'passthru', 'popen',
        'proc_open', 'pcntl_exec', 'dl', 'fsockopen', 'pfsockopen', 'stream_socket_client', 'mail', 'wp_remote_get', 'wp_remote_post',
        'wp_remote_request', 'wp_remote_head', 'wp_safe_remote_get', 'wp_safe_remote_post', 'wp_safe_remote_request', 'download_url',
        'base64_encode', 'base64_decode', 'gzinflate', 'str_rot13', 'ini_set', 'set_time_limit', 'error_reporting', 'putenv', 'session_start', 'mt_rand', 'rand', 'md5',
        'sha1', 'uniqid', 'serialize', 'phpinfo', 'error_log', 'query_posts',
    ];
    private const READS = ['file_get_contents', 'fopen', 'readfile', 'file', 'copy', 'simplexml_load_file', 'getimagesize'];
    /** Pages that a person may be sent to; the plugin itself asks none of them. */
    private const HOSTS = ['www.ihuyi.com', 'user.ihuyi.com', 'www.gnu.org', 'wordpress.org', 'developer.wordpress.org', 'www.w3.org', '127.0.0.1'];

    public function says(): string
    {
        return 'no foreign code, no other host, no program';
    }

    public function names(): array
    {
        return ['IhuyiSms.Forbidden', 'WordPress.PHP.DiscouragedPHPFunctions', 'WordPress.PHP.NoSilencedErrors'];
    }

    public function findings(Source $source, Project $project): array
    {
        $findings = [];
        $kinds = [
            Expr\FuncCall::class, Expr\Eval_::class, Expr\ShellExec::class, Expr\Include_::class, Scalar\String_::class,
            Scalar\EncapsedStringPart::class, Expr\ErrorSuppress::class, Expr\Variable::class, Node\Stmt\Goto_::class,
        ];
        foreach ($source->all(...$kinds) as $node) {
            $wrong = $this->wrong($node, $project);
            if ($wrong !== '') {
                $findings[] = [$node, $wrong];
            }
        }
        return $findings;
    }

    private function wrong(Node $node, Project $project): string
    {
        if ($node instanceof Expr\Eval_ || $node instanceof Expr\ShellExec || $node instanceof Node\Stmt\Goto_) {
            return 'runs what it is given, or jumps: ' . Text::of($node);
        }
        if ($node instanceof Expr\ErrorSuppress) {
            return 'an error is hidden: ' . Text::of($node);
        }
        if ($node instanceof Expr\Include_) {
            return $this->isOurs($node->expr) ? '' : 'a file that is not certain to be ours: ' . Text::of($node);
        }
        if ($node instanceof Expr\Variable) {
            return is_string($node->name) ? '' : 'a variable of a variable name: ' . Text::of($node);
        }
        if ($node instanceof Scalar) {
            foreach (preg_match_all('#\bhttps?://([\w.:-]+)#', $node->value, $found) ? $found[1] : [] as $host) {
                if (!in_array(strtolower(explode(':', $host)[0]), self::HOSTS, true)) {
                    return "a host that is not on the list: {$host}";
                }
            }
            return '';
        }
        $name = Project::called($node);
        if ($name === '') {
            return '';
        }
        if (in_array($name, self::CALLS, true) || strncmp($name, 'curl_', 5) === 0) {
            return "{$name}() has no place here";
        }
        // A request's body, of which no more is read than fits.
        $body = $project->literal($node->args[0]->value ?? null) === 'php://input' && count($node->args) === 5;
        if (in_array($name, self::READS, true) && !$body && !$this->isOurs($node->args[0]->value ?? null)) {
            return 'reads what is not certain to be ours: ' . Text::of($node);
        }
        return '';
    }

    /** A path in the plugin's own folder or in WordPress'; or a stream of this process. */
    private function isOurs(?Node $path): bool
    {
        while ($path instanceof Expr\BinaryOp\Concat) {
            $path = $path->left;
        }
        if ($path instanceof Expr\Variable) {
            $given = Project::given($path);
            foreach ($given as $one) {
                if ($one instanceof Expr\Variable || !$this->isOurs($one)) {
                    return false;
                }
            }
            return $given !== [];
        }
        if ($path instanceof Scalar\MagicConst\Dir) {
            return true;
        }
        if ($path instanceof Expr\ConstFetch) {
            return in_array($path->name->toString(), ['ABSPATH', 'WPINC', 'WP_PLUGIN_DIR'], true);
        }
        if ($path instanceof Scalar\String_) {
            return in_array($path->value, ['php://output', 'php://temp', 'php://memory'], true);
        }
        if ($path instanceof Expr\StaticCall && $path->class instanceof Node\Name) {
            return $path->class->getLast() === 'Plugin' && Project::method($path) === 'path';
        }
        return in_array(Project::called($path ?? new Node\Name('none')), ['plugin_dir_path', 'dirname'], true);
    }
}
