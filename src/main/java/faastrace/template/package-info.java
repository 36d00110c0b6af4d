/** An OpenFaaS template: its files, and the facts that are read from them without drawing conclusions. */
package faastrace.template;
