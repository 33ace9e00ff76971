package io.github.syncimage.flow;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ClassResolver;
import org.apache.camel.spi.Registry;

/** Camel's context, which finds its own parts sooner. */
public final class RoutesContext extends DefaultCamelContext {
    /**
     * Is to be built before it is used.
     *
     * @param classes that know the components which the routes name
     */
    public RoutesContext(Registry registry, ClassLoader classes) {
        super(false);
        setApplicationContextClassLoader(classes);
        getCamelContextExtension().setRegistry(registry);
    }

    @Override
    protected ClassResolver createClassResolver() {
        return new KnownServices(this);
    }
}
