<?php

// count.php REPORT STATUS: the last line of tests/run, from PHPUnit's report and its exit status.
// Whatever is no clean pass has failed: errors, warnings, tests that were skipped, tests that checked nothing.

$suite = @simplexml_load_file($argv[1]);
$cases = $suite === false ? [] : $suite->xpath('//testcase');
$failed = count(array_filter($cases, static function (SimpleXMLElement $case): bool {
    return count($case->children()) > 0;
}));
if ($failed === 0 && ($cases === [] || (int) $argv[2] !== 0)) {
    $failed = 1;
}
printf("%d passed, %d failed\n", max(0, count($cases) - $failed), $failed);
exit($failed === 0 ? 0 : 1);
