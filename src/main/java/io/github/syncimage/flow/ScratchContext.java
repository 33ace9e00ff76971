package io.github.syncimage.flow;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** A context in which routes are built with everything that they name, and none of them starts. */
final class ScratchContext implements AutoCloseable {
    private final RoutesContext context;

    /**
     * @param beans by the names that routes use
     * @param classes that know the components which the routes name
     * @param properties what routes mean by <code>{{…}}</code>
     */
    ScratchContext(Map<String, Object> beans, Properties properties, ClassLoader classes) {
        DefaultRegistry registry = new DefaultRegistry();
        beans.forEach(registry::bind);
        context = new RoutesContext(registry, classes);
        context.build();
        context.getPropertiesComponent().setInitialProperties(properties);
        context.setAutoStartup(false);
        context.getCamelContextExtension().setName(RouteCheck.CONTEXT);
        context.setStartupSummaryLevel(StartupSummaryLevel.Off);
    }

    static Resource resource(RouteText text) {
        return resource(text.file(), text.text());
    }

    /** The text as if it was read from the file, so that messages name it. */
    static Resource resource(Path file, String text) {
        return ResourceHelper.fromBytes("file:" + file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads YAML; throws what is wrong with its shape. */
    void load(List<Resource> resources) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(resources);
    }

    /** What was loaded. */
    List<RouteDefinition> routes() {
        return context.getRouteDefinitions();
    }

    /** The ids of the routeConfigurations that were loaded. */
    Set<String> configurations() {
        return context.getRouteConfigurationDefinitions().stream()
                .map(RouteConfigurationDefinition::getId)
                .collect(Collectors.toSet());
    }

    /** Replaces <code>{{…}}</code>. */
    String resolve(String text) {
        return context.resolvePropertyPlaceholders(text);
    }

    /** Whether a bean has this name, or a class, which Camel takes for one. */
    boolean knows(String bean) {
        return context.getRegistry().lookupByName(bean) != null
                || context.getClassResolver().resolveClass(bean) != null;
    }

    /** Builds all routes with their endpoints and beans; throws the first thing that is wrong with one. */
    void build() throws Exception {
        context.start();
    }

    @Override
    public void close() {
        context.stop();
    }
}
