/** The values that travel through the routes: a run of a request, and one image of it. */
package io.github.syncimage.flow.run;
