/** Makes the settings of what the sources say, and tells every problem at once. */
package io.github.syncimage.settings.load;
