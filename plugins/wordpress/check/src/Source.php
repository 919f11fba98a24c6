<?php

declare(strict_types=1);

namespace Ihuyi\WordPressCheck;

use PhpParser\Lexer\Emulative;
use PhpParser\Node;
use PhpParser\NodeFinder;
use PhpParser\NodeTraverser;
use PhpParser\NodeVisitor\NameResolver;
use PhpParser\NodeVisitor\ParentConnectingVisitor;
use PhpParser\ParserFactory;

/** One PHP file: its text, its tokens and its tree, in which every node knows the one above it. */
final class Source
{
    /** @var string as seen from the plugin's folder */
    public $path;
    /** @var string */
    public $text;
    /** @var array */
    public $tokens;
    /** @var Node[] */
    public $tree;
    /** @var Exemptions */
    public $exemptions;

    public function __construct(string $path, string $text)
    {
        $this->path = $path;
        $this->text = $text;
        $this->tokens = token_get_all($text);
        $lexer = new Emulative(['usedAttributes' => ['comments', 'startLine', 'endLine', 'kind']]);
        $tree = (array) (new ParserFactory())->create(ParserFactory::ONLY_PHP7, $lexer)->parse($text);
        $walk = new NodeTraverser();
        $walk->addVisitor(new NameResolver());
        $walk->addVisitor(new ParentConnectingVisitor());
        $this->tree = $walk->traverse($tree);
        $this->exemptions = new Exemptions($this->tokens);
    }

    /**
     * @param string ...$kinds names of node classes
     * @return Node[]
     */
    public function all(string ...$kinds): array
    {
        return (new NodeFinder())->find($this->tree, static function (Node $node) use ($kinds): bool {
            foreach ($kinds as $kind) {
                if ($node instanceof $kind) {
                    return true;
                }
            }
            return false;
        });
    }
}
