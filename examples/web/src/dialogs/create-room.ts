import { customElement } from "lit/decorators.js";
import { RoomForm, type Draft } from "./room-form.ts";

@customElement("chat-create-room")
export class CreateRoomDialog extends RoomForm {
  protected override readonly action = "create_room";

  protected override heading(): string {
    return this.t.say("create_room");
  }

  protected override async save({ name, topic, kind, password }: Draft): Promise<void> {
    this.store.show(await this.store.client.createRoom({ name, kind, ...(topic && { topic }), ...(password && { password }) }));
  }
}
