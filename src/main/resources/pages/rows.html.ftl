<#-- A row alone, as a piece of a page that is there already -->
<#import "row.html.ftl" as rows>
<@rows.row trace=trace way=way/>
