package io.github.syncimage.flow;

import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;

/** One file of the routes, running by itself: for a command that wants what the daemon would do, and no daemon. */
public final class LoneRoute implements AutoCloseable {
    private final RoutesContext context;

    private LoneRoute(RoutesContext context) {
        this.context = context;
    }

    /**
     * @param name of the file, without its end
     * @param beans by the names that it uses
     * @throws IllegalStateException where it cannot run; the message says why, with file and line
     */
    public static LoneRoute start(RouteFolder folder, String name, ClassLoader classes, Map<String, Object> beans) {
        DefaultRegistry registry = new DefaultRegistry();
        beans.forEach(registry::bind);
        RoutesContext context = new RoutesContext(registry, classes);
        context.build();
        context.setStartupSummaryLevel(StartupSummaryLevel.Off);
        List<Resource> files = folder.read().entrySet().stream()
                .filter(file -> file.getKey().getFileName().toString().equals(name + ".camel.yaml"))
                .map(file -> ScratchContext.resource(file.getKey(), file.getValue()))
                .toList();
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(files);
            context.start();
        } catch (Exception e) {
            context.stop();
            throw new IllegalStateException("could not start the route " + name + ": " + RouteProblem.of(e), e);
        }
        return new LoneRoute(context);
    }

    /** Sends to its routes. */
    public ProducerTemplate template() {
        return context.createProducerTemplate();
    }

    @Override
    public void close() {
        context.stop();
    }
}
