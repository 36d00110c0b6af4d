package faastrace.forward;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Profiles that are pushed in one request. By default, Pyroscope accepts not more than 2 MB of uncompressed profiles at
 * once.
 */
final class Batch {
    private static final int MOST_BYTES = 800_000;
    private static final int FULL_BYTES = 400_000;

    private final List<Profile> profiles = new ArrayList<>();
    private final Set<ClaimedTrace> traces = new LinkedHashSet<>();
    private int bytes;

    void add(Profile profile) {
        profiles.add(profile);
        traces.add(profile.trace());
        bytes += profile.plainBytes();
    }

    /** Adds a trace whose profiles are all in this batch or in earlier ones. */
    void add(ClaimedTrace complete) {
        traces.add(complete);
    }

    /** Whether another profile fits. A profile that is too large for any batch is pushed alone. */
    boolean hasRoom(Profile next, int most) {
        return profiles.isEmpty() || profiles.size() < most && bytes + next.plainBytes() <= MOST_BYTES;
    }

    /** Whether the batch is large enough to be pushed, even if another profile would fit. */
    boolean isFull(int most) {
        return profiles.size() >= most || bytes >= FULL_BYTES;
    }

    /** The profiles that are not pushed yet. */
    List<Profile> profiles() {
        return profiles;
    }

    Set<ClaimedTrace> traces() {
        return traces;
    }

    void clear() {
        profiles.clear();
        traces.clear();
        bytes = 0;
    }
}
