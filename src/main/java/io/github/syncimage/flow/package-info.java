/**
 * What the steps of {@code routes/} call: taking requests in, mirroring one, telling how it goes. Here are start, check, reload
 * and picture of the routes; the rest is plain Java that the YAML wires together, and knows no Camel.
 */
package io.github.syncimage.flow;
