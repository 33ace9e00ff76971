package io.github.syncimage.copy.docker;

import com.github.dockerjava.api.DockerClient;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.docker.DockerClientFactory;
import org.apache.camel.component.docker.DockerComponent;
import org.apache.camel.component.docker.DockerConfiguration;
import org.apache.camel.component.docker.DockerConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * camel-docker's endpoints for one daemon, in a context of their own: {@code copy} needs them without any route, and
 * they must outlive a reload of the routes.
 */
final class DockerEndpoints implements AutoCloseable {
    /** camel-docker insists on all three; what needs a login gives it with its command. */
    private static final Map<String, Object> NOBODY = Map.of(
            DockerConstants.DOCKER_USERNAME, "", DockerConstants.DOCKER_PASSWORD, "", DockerConstants.DOCKER_EMAIL, "");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Map<String, Object> options;
    private final ProducerTemplate template;
    private final DockerComponent component = new DockerComponent();

    DockerEndpoints(DaemonAddress address) {
        options = address.options();
        camel.disableJMX();
        camel.addComponent("docker", component);
        camel.start();
        template = camel.createProducerTemplate();
    }

    /** @throws RuntimeException what docker-java threw */
    synchronized <T> T call(String operation, Map<String, Object> headers, Class<T> type) {
        Exchange exchange = exchange(headers);
        template.send("docker:" + operation + query(), exchange);
        if (exchange.getException() instanceof RuntimeException thrown) {
            throw thrown;
        }
        if (exchange.getException() != null) {
            throw new IllegalStateException(exchange.getException());
        }
        return type.cast(exchange.getMessage().getBody());
    }

    /** The client behind the endpoints, for calls that they do not offer. */
    synchronized DockerClient client() {
        DockerConfiguration configuration = ((org.apache.camel.component.docker.DockerEndpoint)
                        camel.getEndpoint("docker:imagepull" + query()))
                .getConfiguration();
        return DockerClientFactory.getDockerClient(
                component, configuration, exchange(NOBODY).getMessage());
    }

    private Exchange exchange(Map<String, Object> headers) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setHeaders(new HashMap<>(headers));
        return exchange;
    }

    private String query() {
        return options.entrySet().stream()
                .map(option -> option.getKey() + "=RAW(" + option.getValue() + ")")
                .collect(Collectors.joining("&", "?", ""));
    }

    @Override
    public void close() {
        camel.stop();
    }
}
