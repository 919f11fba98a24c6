<?php

/**
 * standards.php PLUGIN: each rule over the whole plugin, one line a rule and one below for each finding.
 * standards.php --slips FOLDER: each rule must find its planted slips, which are the lines that say so, and nothing else.
 * The last line is `N passed, N failed`.
 */

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Error;
use PhpParser\Node;

require_once 'PhpParser/autoload.php';
require dirname(__DIR__, 3) . '/bindings/php/tests/support/Level.php';
foreach (['src', 'rules'] as $folder) {
    require_once __DIR__ . '/src/Rule.php';
    foreach (glob(__DIR__ . "/{$folder}/*.php") as $file) {
        require_once $file;
    }
}

/** @return Rule[] by the name of their slips */
function rules(): array
{
    $rules = [];
    foreach (glob(__DIR__ . '/rules/*.php') as $file) {
        $class = __NAMESPACE__ . '\\' . basename($file, '.php');
        $rules[strtolower(basename($file, '.php'))] = new $class();
    }
    return $rules;
}

/** What a rule says of a file, without what the file asks to be let off, as line => texts. */
function findings(Rule $rule, Source $source, Project $project): array
{
    $lines = [];
    foreach ($rule->findings($source, $project) as [$node, $text]) {
        $line = $node instanceof Node ? $node->getStartLine() : $node;
        $statement = $node instanceof Node ? Project::statementLine($node) : $line;
        if (!$source->exemptions->covers($rule->names(), $line, $statement)) {
            $lines[$line][] = $text;
        }
    }
    return $lines;
}

/** @return string[] PHP files of a folder or file, by their path in it */
function files(string $path, string $pattern): array
{
    if (is_file($path)) {
        return [basename($path) => $path];
    }
    $found = [];
    foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($path, \FilesystemIterator::SKIP_DOTS)) as $file) {
        $relative = substr((string) $file, strlen(rtrim($path, '/')) + 1);
        // The PHP package is not the plugin's; it has tests of its own.
        if (preg_match($pattern, $relative) && strncmp($relative, 'ihuyi/', 6) !== 0) {
            $found[$relative] = (string) $file;
        }
    }
    ksort($found);
    return $found;
}

/** The list of what is open on purpose: `what name`, two blanks or a tab, why. */
function open(string $file): array
{
    $open = [];
    foreach (is_file($file) ? file($file, FILE_IGNORE_NEW_LINES) : [] as $line) {
        if (preg_match('/^([^#\s]\S* \S+)\s{2,}(\S.{9,})$/', $line, $found)) {
            $open[$found[1]] = $found[2];
        } elseif (preg_match('/^[^#\s]/', $line)) {
            fwrite(STDERR, "{$file} cannot be read: {$line}\n");
            exit(1);
        }
    }
    return $open;
}

$passed = $failed = 0;
$tell = static function (string $what, array $wrong) use (&$passed, &$failed): void {
    if ($wrong === []) {
        $passed++;
        echo "ok      {$what}\n";
        return;
    }
    $failed++;
    echo "FAILED  {$what}\n        ", implode("\n        ", $wrong), "\n";
};

if (($argv[1] ?? '') === '--slips') {
    foreach (rules() as $name => $rule) {
        $seen = 0;
        foreach (glob("{$argv[2]}/{$name}*.php") as $file) {
            $source = new Source(strpos($file, 'includes') ? 'includes/' . basename($file) : basename($file), (string) file_get_contents($file));
            $project = new Project([$source]);
            $project->open = open("{$argv[2]}/open");
            $found = findings($rule, $source, $project);
            $wrong = [];
            foreach (explode("\n", $source->text) as $at => $line) {
                $slip = strpos($line, '// slip') !== false;
                $seen += $slip ? 1 : 0;
                if ($slip !== isset($found[$at + 1])) {
                    $wrong[] = ($slip ? 'not found: ' : 'found where nothing is wrong: ') . trim($line) . ' ' . implode('; ', $found[$at + 1] ?? []);
                }
            }
            $tell('slips of ' . basename($file), $wrong);
        }
        $tell("{$name} has slips", $seen === 0 ? ['none'] : []);
    }
    $wrong = [];
    $text = (string) file_get_contents("{$argv[2]}/script.js");
    $found = array_column(Script::findings($text), 1, 0);
    foreach (explode("\n", $text) as $at => $line) {
        if ((strpos($line, '// slip') !== false) !== isset($found[$at + 1])) {
            $wrong[] = trim($line);
        }
    }
    $tell('slips of script.js', $wrong);
    $comment = new Exemptions(token_get_all("<?php\n// phpcs:ignore IhuyiSms.B\nf();\n// phpcs:ignore IhuyiSms.B -- because of a good reason\n"));
    $used = $comment->covers(['IhuyiSms.B'], 3);
    $tell('a line that is let off needs a reason and a fault', $used && array_column($comment->findings(['IhuyiSms.B']), 0) === [2, 4] ? [] : ['it does not']);
} else {
    $sources = $unreadable = [];
    foreach (files($argv[1], '/\.php$/') as $relative => $file) {
        try {
            $sources[] = new Source($relative, (string) file_get_contents($file));
        } catch (Error $e) {
            $unreadable[] = "{$relative}: " . $e->getMessage();
        }
    }
    $tell('every file can be parsed', $unreadable);
    $tell('there are files', $sources === [] ? ['none'] : []);
    $project = new Project($sources);
    $project->open = open($argv[2] ?? __DIR__ . '/open');
    $names = [];
    foreach (rules() as $rule) {
        $names = array_merge($names, $rule->names());
        $wrong = [];
        foreach ($sources as $source) {
            foreach (findings($rule, $source, $project) as $line => $texts) {
                foreach (array_unique($texts) as $text) {
                    $wrong[] = "{$source->path}:{$line}: {$text}";
                }
            }
        }
        $tell($rule->says(), $wrong);
    }
    $wrong = array_map(static function (string $name): string {
        return "listed as open, and is not there: {$name}";
    }, array_keys(array_diff_key($project->open, $project->openUsed)));
    foreach ($sources as $source) {
        foreach ($source->exemptions->findings($names) as [$line, $text]) {
            $wrong[] = "{$source->path}:{$line}: {$text}";
        }
    }
    $tell('what is let off has a reason and is needed', $wrong);
    $wrong = [];
    foreach (files($argv[1], '/\.(js|css)$/') as $relative => $file) {
        foreach (Script::findings((string) file_get_contents($file)) as [$line, $text]) {
            $wrong[] = "{$relative}:{$line}: {$text}";
        }
    }
    $tell('scripts and styles', $wrong);
}
echo "{$passed} passed, {$failed} failed\n";
exit($failed === 0 ? 0 : 1);
