import { render } from "preact";
import { App } from "./app/App";
import { startKeyboard } from "./app/keyboard";
import { startRouter } from "./app/location";
import "./style/main.css";

startRouter();
startKeyboard();
render(<App />, document.getElementById("root") as HTMLElement);
