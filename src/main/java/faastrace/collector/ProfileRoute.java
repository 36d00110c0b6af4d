package faastrace.collector;

import java.io.IOException;
import java.nio.file.Path;

/** {@code GET /v1/traces/FOLDER/FILE/profile.json}: each sample of a trace over its call tree, as pages read it. */
final class ProfileRoute implements Route {
    private final TraceFolder folder;
    private final Pictures pictures;
    private final TracePath path = new TracePath("/profile.json");

    ProfileRoute(TraceFolder folder, Pictures pictures) {
        this.folder = folder;
        this.pictures = pictures;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean matches(String text) {
        return path.matches(text);
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        Path trace = path.find(folder, exchange);
        Later.answer(
                exchange,
                pictures.get(trace, Kept.Kind.profile1, true),
                kept -> FileAnswer.packed(exchange, kept, Kept.length(kept).orElseThrow(TracePath::missing)));
    }
}
