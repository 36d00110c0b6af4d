<#import "layout.html.ftl" as layout>
<@layout.page title="Sign in" kind="small" scripts=["enter"]>
<main id="main">
<h1>Sign in</h1>
<p>This collector shows its traces to those who have a token: a line of the file that it was started with, --token-file.</p>
<form id="enter" method="post" action="${site.to("sign-in")}">
<input type="hidden" name="to" value="${there}">
<label>Token <input type="password" name="token" required="" autocomplete="current-password" autofocus=""<#if wrong> aria-describedby="wrong" aria-invalid="true"</#if>></label>
<button>Sign in</button>
</form>
<#if wrong>
<p id="wrong" class="bad" role="alert">That token is not a known one.</p>
</#if>
<p>It is kept in a cookie that only this collector gets, until the browser is closed.</p>
</main>
</@layout.page>
