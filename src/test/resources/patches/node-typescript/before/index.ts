import { handler } from "./src/handler";
