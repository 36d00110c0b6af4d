export const handler = () => "hello";
