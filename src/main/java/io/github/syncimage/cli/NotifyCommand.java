package io.github.syncimage.cli;

import io.github.syncimage.app.Beans;
import io.github.syncimage.notify.Receiver;
import io.github.syncimage.settings.Settings;
import io.github.syncimage.store.MirrorStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** Tries who is told beside the issue, as {@code notify} in the configuration names them. */
@Command(
        name = "notify",
        description = "Send each receiver of 'notify', or those named, a test, once; 1 where one did not take it.")
final class NotifyCommand extends Subcommand {
    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Receivers; all of the configuration by default.")
    private List<String> names = List.of();

    @Override
    public Integer call() {
        Logging.quietCamel();
        Settings settings = options.settings();
        List<Receiver> chosen = new ArrayList<>(settings.receivers());
        for (String name : names) {
            if (settings.receivers().stream()
                    .noneMatch(receiver -> receiver.name().equals(name))) {
                throw wrongUsage("no receiver of notify is called '" + name + "'");
            }
        }
        chosen.removeIf(receiver -> !names.isEmpty() && !names.contains(receiver.name()));
        if (chosen.isEmpty()) {
            throw wrongUsage("the configuration names no receivers (notify)");
        }
        Beans beans = new Beans(
                settings,
                options.hosts(settings),
                options.home(),
                options.environment(),
                MirrorStore.remembersNothing(),
                Clock.systemUTC());
        List<String> wrong = new ArrayList<>();
        beans.test(chosen, (receiver, answer) -> {
            out().println(receiver.name() + ": " + (answer.isEmpty() ? "ok" : answer));
            if (!answer.isEmpty()) {
                wrong.add(receiver.name());
            }
        });
        return wrong.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
