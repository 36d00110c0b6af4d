package faastrace.forward;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A claimed trace, and which of its profiles are done. A profile is done if it is delivered or will not be tried again. */
final class ClaimedTrace {
    private final Claim claim;
    private final List<Integer> doneSince = new ArrayList<>();
    private int made;
    private boolean whole;
    private boolean unsaved;

    /** Why the trace, or a part of it, is not delivered; null if there is no reason. */
    private @Nullable String loss;

    ClaimedTrace(Claim claim) {
        this.claim = claim;
    }

    Claim claim() {
        return claim;
    }

    Spool.Entry entry() {
        return claim.entry();
    }

    /** Counts another profile of this trace, and returns its number. */
    int number() {
        return made++;
    }

    /** Notes that there are no more profiles. */
    void end() {
        whole = true;
    }

    boolean isDone(int number) {
        return claim.done().contains(number);
    }

    void delivered(int number) {
        doneSince.add(number);
        unsaved = true;
    }

    /** Notes that a profile will never be delivered. */
    void refused(int number, String reason) {
        delivered(number);
        loss = loss == null ? reason : loss;
    }

    /** Notes that the trace will not be tried again. */
    void giveUp(String reason) {
        whole = true;
        made = 0;
        loss = reason;
    }

    /** Whether all profiles are done. */
    boolean isOver() {
        return whole && claim.done().size() + doneSince.size() >= made;
    }

    @Nullable
    String loss() {
        return loss;
    }

    /** Saves which profiles are done, so that they are not pushed again after a crash. */
    void save() throws IOException {
        if (unsaved) {
            claim.save(doneSince);
            unsaved = false;
        }
    }
}
