/**
 * A registry in memory, {@link io.github.syncimage.demo.registry.DemoRegistry}, and images to put into it or into
 * any other registry, {@link io.github.syncimage.demo.registry.SampleImages}.
 */
package io.github.syncimage.demo.registry;
