package faastrace.demo;

import faastrace.problem.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** The demo's functions. Builds, starts and stops them in parallel to save time. */
public final class DemoFunctions implements AutoCloseable {
    private final List<DemoRecipe> order;
    private final Map<DemoRecipe, DemoFunction> running = new ConcurrentHashMap<>();
    private final Map<DemoRecipe, Problem> leftOut = new HashMap<>();
    private final Thread hook = new Thread(this::end, "demo-stop");

    private DemoFunctions(List<DemoRecipe> order) {
        this.order = order;
    }

    /** Starts all functions. If a function can't be built or started, the other functions still run. */
    public static DemoFunctions start(Path root, DemoFiles files, List<DemoRecipe> recipes, int collectorPort) {
        DemoFunctions functions = new DemoFunctions(recipes);
        Runtime.getRuntime().addShutdownHook(functions.hook);
        try {
            functions.sideBySide(recipes, recipe -> {
                try {
                    functions.add(recipe, DemoFunction.start(root, files, recipe, collectorPort));
                } catch (IOException e) {
                    functions.leaveOut(recipe, Problem.of(recipe.name(), e));
                } catch (Problem problem) {
                    functions.leaveOut(recipe, problem);
                }
            });
            return functions;
        } catch (RuntimeException e) {
            functions.close();
            throw e;
        }
    }

    private void add(DemoRecipe recipe, DemoFunction function) {
        running.put(recipe, function);
    }

    private synchronized void leaveOut(DemoRecipe recipe, Problem problem) {
        leftOut.put(recipe, problem);
    }

    /** The functions that could not be started or did not respond, with the reasons. */
    public synchronized Map<DemoRecipe, Problem> leftOut() {
        return new HashMap<>(leftOut);
    }

    /** Sends requests to one function after the other. */
    public void request(int requests, PrintWriter out) {
        for (DemoRecipe recipe : order) {
            DemoFunction function = running.get(recipe);
            try {
                if (function != null) {
                    function.request(requests, out);
                }
            } catch (IOException e) {
                leaveOut(
                        recipe,
                        new Problem(recipe.name(), "it did not respond: " + e.getMessage(), function.cure(), e));
            } catch (Problem problem) {
                leaveOut(recipe, problem);
            }
        }
    }

    private void end() {
        sideBySide(order, recipe -> {
            DemoFunction function = running.get(recipe);
            if (function != null) {
                function.close();
            }
        });
    }

    private void sideBySide(List<DemoRecipe> recipes, Consumer<DemoRecipe> task) {
        ExecutorService workers = Executors.newFixedThreadPool(Math.max(1, recipes.size()));
        try {
            List<Callable<Object>> tasks = recipes.stream()
                    .map(recipe -> Executors.callable(() -> task.accept(recipe)))
                    .toList();
            for (Future<Object> each : workers.invokeAll(tasks)) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            workers.shutdown();
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            // Java is exiting, so the hook stops the functions.
        }
    }
}
