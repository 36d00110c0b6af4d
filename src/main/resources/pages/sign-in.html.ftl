<#import "layout.html.ftl" as layout>
<@layout.page title="Sign in" kind="small" scripts=["enter"]>
<main id="main">
<h1>Sign in</h1>
<p>You need a token to see the traces of this collector. The collector was started with a token file (--token-file). Each line of that file is a token.</p>
<form id="enter" method="post" action="${site.to("sign-in")}">
<input type="hidden" name="to" value="${there}">
<label>Token <input type="password" name="token" required="" autocomplete="current-password" autofocus=""<#if wrong> aria-describedby="wrong" aria-invalid="true"</#if>></label>
<button>Sign in</button>
</form>
<#if wrong>
<p id="wrong" class="bad" role="alert">The collector does not know this token.</p>
</#if>
<p>The browser keeps the token in a cookie until you close the browser. It sends the cookie only to this collector.</p>
</main>
</@layout.page>
