/**
 * What the steps of {@code routes/} call: taking requests in, mirroring one, telling how it goes. Plain Java that the
 * YAML wires together; only {@link io.github.syncimage.flow.Flow} and the classes about routes know Camel.
 */
package io.github.syncimage.flow;
