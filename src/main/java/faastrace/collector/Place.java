package faastrace.collector;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a trace stands in the order of all: by time, then by folder and file, so that no two stand at one place. */
record Place(Instant time, String folder, String file) implements Comparable<Place> {
    private static final Pattern TEXT = Pattern.compile("(-?[0-9]{1,15})/([^/]+)/([^/]+)");
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::time).thenComparing(Place::folder).thenComparing(Place::file);

    /** The time is cut to milliseconds, as a text keeps no more. */
    Place {
        time = Instant.ofEpochMilli(time.toEpochMilli());
    }

    static Optional<Place> of(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(
                        new Place(Instant.ofEpochMilli(Long.parseLong(parts.group(1))), parts.group(2), parts.group(3)))
                : Optional.empty();
    }

    String text() {
        return time.toEpochMilli() + "/" + folder + "/" + file;
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
