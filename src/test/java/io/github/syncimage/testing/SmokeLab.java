package io.github.syncimage.testing;

import com.sun.net.httpserver.HttpServer;
import io.github.syncimage.demo.LoopbackGitHub;
import io.github.syncimage.demo.LoopbackImages;
import io.github.syncimage.demo.LoopbackRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * What {@code scripts/smoke.sh} puts beside daemons, in a network that has nothing but them: a GitHub at 7001,
 * gcr.io at 7002, a target at 7003. At 7000 the script says what shall happen, a word and what belongs to it:
 * {@code open TITLE} answers the issue's number, {@code issue NUMBER} how it stands (state, labels, number of comments, and
 * the text of the first), {@code slow SECONDS} delays every answer of gcr.io, {@code github STATUS} is GitHub's every answer.
 */
public final class SmokeLab {
    static final String TOKEN = "token-of-the-smoke-test";
    private static final int CONTROL = 7000;

    private final LoopbackGitHub github = new LoopbackGitHub("acme", "mirror", TOKEN, "");
    private final LoopbackRegistry upstream = new LoopbackRegistry();
    private final LoopbackRegistry target = new LoopbackRegistry();

    private SmokeLab() {}

    public static void main(String[] args) throws IOException {
        new SmokeLab().open();
    }

    private void open() throws IOException {
        for (String name : List.of("one", "two", "three", "four")) {
            System.out.println(name + " "
                    + upstream.add(
                            "google-samples/" + name,
                            "1.0",
                            LoopbackImages.indexWithAttestations(name, "linux/amd64", "linux/arm64")));
        }
        passOn(7001, github.apiUrl().getPort());
        passOn(7002, upstream.uri().getPort());
        passOn(7003, target.uri().getPort());
        HttpServer control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), CONTROL), 0);
        control.createContext("/", exchange -> {
            String said = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = answer(said.strip().split(" ", 2)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        control.start();
        System.out.println("the lab is open");
    }

    private String answer(String[] words) {
        return switch (words[0]) {
            case "open" -> String.valueOf(github.open(words[1], "", "ann", "porter"));
            case "issue" -> issue(Integer.parseInt(words[1]));
            case "slow" -> {
                upstream.latency(Duration.ofSeconds(Long.parseLong(words[1])));
                yield "slow";
            }
            case "github" -> {
                github.behave();
                if (!words[1].equals("200")) {
                    github.failNext(Integer.MAX_VALUE, Integer.parseInt(words[1]));
                }
                yield words[1];
            }
            default -> "what is " + words[0] + "?";
        };
    }

    private String issue(int number) {
        var comments = github.comments(number);
        return github.issue(number).state() + " " + github.issue(number).labels() + " " + comments.size()
                + (comments.isEmpty() ? "" : "\n" + comments.get(0).body());
    }

    /** The stand-ins choose their ports; the daemon's settings need ones that are known before. */
    private static void passOn(int from, int to) throws IOException {
        ServerSocket server = new ServerSocket(from);
        begin(() -> {
            while (true) {
                Socket in = server.accept();
                Socket out = new Socket(InetAddress.getLoopbackAddress(), to);
                begin(() -> pump(in, out));
                begin(() -> pump(out, in));
            }
        });
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void begin(Work work) {
        new Thread(() -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // The other side is told by the closed socket.
                    }
                })
                .start();
    }
}
