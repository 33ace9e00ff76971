/** The folder of YAML files itself: checked before it is run, and looked at again while it runs. */
package io.github.syncimage.flow.routes;
