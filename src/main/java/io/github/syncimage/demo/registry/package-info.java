/**
 * A registry in memory, {@link io.github.syncimage.demo.registry.LoopbackRegistry}, and images to put into it or into
 * any other registry, {@link io.github.syncimage.demo.registry.LoopbackImages}.
 */
package io.github.syncimage.demo.registry;
