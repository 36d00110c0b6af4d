package faastrace.document;

import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.composer.ComposerException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Creates the nodes of a YAML document, up to a maximum number. A node needs much more memory than its text, so a limit
 * on the length of the text is not enough.
 */
final class BoundedComposer extends Composer {
    private final int most;
    private int nodes;

    /** @param most the maximum number of nodes in a document */
    BoundedComposer(Parser parser, LoaderOptions options, int most) {
        super(parser, new Resolver(), options);
        this.most = most;
    }

    @Override
    protected Node composeScalarNode(String anchor, List<CommentLine> comments) {
        count();
        return super.composeScalarNode(anchor, comments);
    }

    @Override
    protected Node composeSequenceNode(String anchor) {
        count();
        return super.composeSequenceNode(anchor);
    }

    @Override
    protected Node composeMappingNode(String anchor) {
        count();
        return super.composeMappingNode(anchor);
    }

    private void count() {
        if (++nodes > most) {
            throw new TooManyNodes(parser.peekEvent().getStartMark(), most);
        }
    }

    private static final class TooManyNodes extends ComposerException {
        private static final long serialVersionUID = 1L;

        TooManyNodes(org.yaml.snakeyaml.error.Mark at, int most) {
            super(null, null, "the document has more than " + most + " values", at);
        }
    }
}
