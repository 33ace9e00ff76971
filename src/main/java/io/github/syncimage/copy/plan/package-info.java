/** What a copy is going to do, and what came of it: values and decisions, which ask no registry but for manifests upstream. */
package io.github.syncimage.copy.plan;
