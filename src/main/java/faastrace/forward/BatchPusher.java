package faastrace.forward;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Pushes batches, and notes on disk which traces are done.
 *
 * <p>If one profile of a request is refused, Pyroscope still accepts the others, but its response only has the first
 * error, and not which profiles it belongs to. So after such a response, each profile of the request is pushed alone.
 */
final class BatchPusher {
    private static final int POSTPONING_WAITS = 30;

    private final BackendClient backend;
    private final BackendState state;
    private final Spool spool;
    private final Backlog backlog;
    private final Outcomes outcomes;
    private final Duration postponing;

    private final Suspects suspects = new Suspects();

    BatchPusher(
            BackendClient backend,
            BackendState state,
            Spool spool,
            Backlog backlog,
            Outcomes outcomes,
            Duration firstWait) {
        this.backend = backend;
        this.state = state;
        this.spool = spool;
        this.backlog = backlog;
        this.outcomes = outcomes;
        this.postponing = firstWait.multipliedBy(POSTPONING_WAITS);
    }

    /** Pushes the profiles of a batch, and clears it. Returns false if the backend fails. */
    boolean push(Batch batch) throws IOException, InterruptedException {
        try {
            List<Profile> rest = new ArrayList<>(batch.profiles());
            rest.sort(Comparator.comparing(profile -> !isSuspect(profile)));
            boolean works = true;
            while (works && !rest.isEmpty()) {
                BackendState.Turn turn = state.awaitTurn();
                boolean alone = turn == BackendState.Turn.ONE_PROFILE || rest.size() == 1 || isSuspect(rest.get(0));
                works = turn != BackendState.Turn.NOTHING
                        && (alone ? alone(rest.remove(0), batch.traces()) : together(rest, batch.traces()));
            }
            note(batch.traces());
            return works;
        } finally {
            batch.clear();
        }
    }

    private boolean isSuspect(Profile profile) {
        return suspects.contains(profile.trace().entry());
    }

    /** Pushes profiles in one request. If they are done, removes them from the list. */
    private boolean together(List<Profile> profiles, Set<ClaimedTrace> traces)
            throws IOException, InterruptedException {
        Instant began = Instant.now();
        PushResult result = backend.push(profiles);
        if (result.isTaken()) {
            profiles.forEach(profile -> profile.trace().delivered(profile.number()));
            outcomes.rejected(result.rejection());
            profiles.clear();
            note(traces);
            state.worked(began, spool.pending());
            return true;
        }
        if (result.isMaybePartial()) {
            profiles.forEach(profile -> suspects.add(profile.trace().entry()));
        }
        return result.isFinal() || result.isDoubtful() || failed(result);
    }

    private boolean alone(Profile profile, Set<ClaimedTrace> traces) throws IOException, InterruptedException {
        Instant began = Instant.now();
        PushResult result = backend.push(List.of(profile));
        if (!result.isTaken() && !result.isFinal()) {
            if (result.isMaybePartial()) {
                // The next profile tells whether the cause is the backend or this profile.
                suspects.add(profile.trace().entry());
                backlog.postpone(profile.trace().entry(), postponing);
            }
            return result.isDoubtful() ? doubtful(profile, result, traces) : failed(result);
        }
        if (result.isTaken()) {
            profile.trace().delivered(profile.number());
            outcomes.rejected(result.rejection());
        } else {
            profile.trace().refused(profile.number(), reason(result));
        }
        note(traces);
        state.worked(began, spool.pending());
        return true;
    }

    private boolean failed(PushResult result) {
        outcomes.failedAttempt();
        state.failed(result.words(), result.retryAfter());
        return false;
    }

    private boolean doubtful(Profile profile, PushResult result, Set<ClaimedTrace> traces) throws IOException {
        outcomes.failedAttempt();
        if (suspects.doubt(profile.trace().entry())) {
            profile.trace().refused(profile.number(), reason(result));
            note(traces);
        }
        return !state.doubtful(result.words());
    }

    private static String reason(PushResult result) {
        return "the backend " + result.words();
    }

    /** Notes on disk what is done, and removes complete traces from the set. */
    private void note(Set<ClaimedTrace> traces) throws IOException {
        List<Claim> over = new ArrayList<>();
        for (Iterator<ClaimedTrace> each = traces.iterator(); each.hasNext(); ) {
            ClaimedTrace trace = each.next();
            if (trace.isOver()) {
                each.remove();
                over.add(trace.claim());
                outcomes.over(trace);
            } else {
                trace.save();
            }
        }
        spool.remove(over);
        suspects.removeAll(over.stream().map(Claim::entry).toList());
    }
}
