import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';

/** Runs the flow that the first argument names, on what standard input holds as JSON, and prints what it returns. */
export async function main(flows) {
    try {
        // What a client was not told, its library must not be told either.
        const input = JSON.parse(await text(process.stdin), (_, value) => value ?? undefined);
        console.log(JSON.stringify(await flows[process.argv[2]](input)));
    } catch (error) {
        console.error(inspect(error, { depth: 6 }));
        process.exitCode = 1;
    }
}
