/** What an OpenFaaS template is: its files and the facts read in them, without conclusions. */
package faastrace.template;
