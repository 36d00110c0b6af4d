<#-- A single row, to insert into a page that is already loaded -->
<#import "row.html.ftl" as rows>
<@rows.row trace=trace way=way/>
