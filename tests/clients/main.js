import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';

/** Runs the flow that the first argument names, on what standard input holds as JSON, and prints what it returns. */
export async function main(flows) {
    try {
        const input = JSON.parse(await text(process.stdin));
        console.log(JSON.stringify(await flows[process.argv[2]](input)));
    } catch (error) {
        console.error(inspect(error, { depth: 6 }));
        process.exitCode = 1;
    }
}
