import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Keeps a CPU busy for the given number of seconds, with Java code that the JIT compiler compiles. */
final class Busy {
    private static final Random RANDOM = new Random(1);

    public static void main(String[] arguments) {
        long end = System.currentTimeMillis() + Long.parseLong(arguments[0]) * 1000;
        long sum = 0;
        while (System.currentTimeMillis() < end) {
            sum += fibonacci(18) + table().size() + sorted();
        }
        System.err.println(sum);
    }

    private static int fibonacci(int n) {
        return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
    }

    private static Map<String, Integer> table() {
        Map<String, Integer> table = new TreeMap<>();
        IntStream.range(0, 500).forEach(i -> table.put(Long.toString(RANDOM.nextLong(), 36), i));
        return table;
    }

    private static long sorted() {
        return IntStream.range(0, 3000).mapToObj(i -> "k" + i).sorted(Comparator.reverseOrder()).count();
    }
}
