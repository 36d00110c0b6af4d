package faastrace.collector;

import java.io.IOException;
import java.nio.file.Path;

/** {@code GET /v1/traces/FOLDER/FILE/profile.json}: each sample of a trace over its call tree, as pages read it. */
final class ProfileRoute extends TraceRoute {
    private final Pictures pictures;

    ProfileRoute(TraceFolder folder, Pictures pictures) {
        super(folder, "GET", "/profile.json");
        this.pictures = pictures;
    }

    @Override
    void answer(Exchange exchange, Path trace) throws IOException {
        Later.answer(
                exchange,
                pictures.get(trace, Kept.Kind.profile2, Analyst.Urgency.now),
                kept -> FileAnswer.packed(exchange, kept, Kept.length(kept).orElseThrow(TracePath::missing)));
    }
}
